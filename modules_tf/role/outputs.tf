# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "role_id, or project_id/role_id."
  value       = openai_role.this.id
}

output "role_id" {
  description = "Id of the role (role_...)."
  value       = openai_role.this.role_id
}

output "name" {
  description = "Name of the role; unique at its level, letter case does not count."
  value       = openai_role.this.name
}

output "permissions" {
  description = "What the role permits, such as api.model.read. One that no role of the API has is refused."
  value       = openai_role.this.permissions
}

output "resource_type" {
  description = "What the permissions are about, such as api.project."
  value       = openai_role.this.resource_type
}
