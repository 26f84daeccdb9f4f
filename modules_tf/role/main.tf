# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_role" "this" {
  project_id                = var.project_id
  name                      = var.name
  description               = var.description
  permissions               = var.permissions
  allow_unknown_permissions = var.allow_unknown_permissions
  deletion_protection       = var.deletion_protection
}
