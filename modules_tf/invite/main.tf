# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_invite" "this" {
  email        = var.email
  role         = var.role
  projects     = var.projects
  resend_limit = var.resend_limit
}
