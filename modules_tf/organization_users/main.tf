resource "openai_organization_user" "this" {
  user_id           = var.user_id
  email             = var.email
  role              = var.role
  technical_level   = var.technical_level
  developer_persona = var.developer_persona
  remove_on_destroy = var.remove_on_destroy
}

# Roles that are not given are left as the API has them.

resource "openai_user_roles" "this" {
  count = var.roles == null && var.project_roles == null ? 0 : 1

  user_id       = openai_organization_user.this.user_id
  roles         = var.roles
  project_roles = var.project_roles
  exclusive     = var.exclusive
}
