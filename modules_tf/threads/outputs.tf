# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the conversation (conv_...)."
  value       = openai_thread.this.id
}

output "created_at" {
  description = "Time of creation in Unix seconds."
  value       = openai_thread.this.created_at
}

output "messages_sha256" {
  description = "Digest of each of messages, with the bytes of its local files."
  value       = openai_thread.this.messages_sha256
}

output "item_ids" {
  description = "Ids of the items that messages became, in the same order."
  value       = openai_thread.this.item_ids
}

output "items_count" {
  description = "Number of all items, also of those that others added."
  value       = openai_thread.this.items_count
}

output "transcript_markdown_sha256" {
  description = "SHA-256 of the transcript in Markdown."
  value       = openai_thread.this.transcript_markdown_sha256
}

output "transcript_jsonl_sha256" {
  description = "SHA-256 of the transcript in JSON lines."
  value       = openai_thread.this.transcript_jsonl_sha256
}

output "problems" {
  description = "What went wrong at the last apply; empty when all is as described."
  value       = openai_thread.this.problems
}
