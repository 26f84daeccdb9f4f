# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_admin_api_key" "this" {
  name               = var.name
  secret_sink        = var.secret_sink
  rotate_after       = var.rotate_after
  rotation           = var.rotation
  overlap            = var.overlap
  expires_in_seconds = var.expires_in_seconds
}
