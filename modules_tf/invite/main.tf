resource "openai_invite" "this" {
  email        = var.email
  role         = var.role
  projects     = var.projects
  resend_limit = var.resend_limit
}
