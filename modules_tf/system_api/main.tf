resource "openai_admin_api_key" "this" {
  name               = var.name
  secret_sink        = var.secret_sink
  expires_in_seconds = var.expires_in_seconds
  rotate_after       = var.rotate_after
  rotation           = var.rotation
  overlap            = var.overlap
}
