# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_certificate" "this" {
  name        = var.name
  certificate = var.certificate

  lifecycle {
    # The new certificate is active wherever the old one was before the old one is deleted.
    create_before_destroy = true
  }
}
