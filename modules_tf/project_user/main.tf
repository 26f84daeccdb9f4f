# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_project_user" "this" {
  project_id    = var.project_id
  user_id       = var.user_id
  email         = var.email
  role          = var.role
  allow_pending = var.allow_pending
}
