# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_organization_user" "this" {
  user_id           = var.user_id
  email             = var.email
  role              = var.role
  technical_level   = var.technical_level
  developer_persona = var.developer_persona
  remove_on_destroy = var.remove_on_destroy
}
