# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_file" "this" {
  file_path           = var.file_path
  content             = var.content
  filename            = var.filename
  purpose             = var.purpose
  expires_after       = var.expires_after
  deletion_protection = var.deletion_protection

  # The old file goes only when the new bytes are uploaded.
  lifecycle {
    create_before_destroy = true
  }
}
