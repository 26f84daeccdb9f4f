# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_file" "this" {
  file_path           = var.file_path
  content             = var.content
  filename            = var.filename
  purpose             = var.purpose
  expires_after       = var.expires_after
  mime_type           = var.mime_type
  multipart_threshold = var.multipart_threshold
  part_size           = var.part_size
  parallel            = var.parallel
  adopt               = var.adopt
  deletion_protection = var.deletion_protection

  lifecycle {
    # The old file goes only when the new bytes are uploaded.
    create_before_destroy = true
  }
}
