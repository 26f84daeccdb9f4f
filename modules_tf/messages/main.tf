# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_message" "this" {
  thread_id           = var.thread_id
  role                = var.role
  content             = var.content
  parts               = var.parts
  attachments         = var.attachments
  metadata            = var.metadata
  after               = var.after
  delete_pair         = var.delete_pair
  deletion_protection = var.deletion_protection
}
