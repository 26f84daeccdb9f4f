resource "openai_group" "this" {
  name                   = var.name
  from_identity_provider = var.from_identity_provider
  deletion_protection    = var.deletion_protection
}

# What is not given is left as the API has it.

resource "openai_group_users" "this" {
  count = var.members == null ? 0 : 1

  group_id      = openai_group.this.id
  members       = var.members
  exclusive     = var.exclusive
  allow_pending = true
}

resource "openai_group_roles" "this" {
  count = var.roles == null && var.project_roles == null ? 0 : 1

  group_id      = openai_group.this.id
  roles         = var.roles
  project_roles = var.project_roles
  exclusive     = var.exclusive
}
