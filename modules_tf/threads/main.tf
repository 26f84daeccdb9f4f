# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_thread" "this" {
  messages                 = var.messages
  metadata                 = var.metadata
  delete_items             = var.delete_items
  transcript_markdown_file = var.transcript_markdown_file
  transcript_jsonl_file    = var.transcript_jsonl_file
  deletion_protection      = var.deletion_protection

  lifecycle {
    # Terraform would throw away a conversation whose create ended with an error: what is wrong is told here.
    postcondition {
      condition     = length(self.problems == null ? [] : self.problems) == 0
      error_message = "${self.id}: ${join("\n", self.problems == null ? [] : self.problems)}"
    }
  }
}
