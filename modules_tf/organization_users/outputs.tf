output "id" {
  description = "Id of the person."
  value       = openai_organization_user.this.id
}

output "user_id" {
  description = "Id of the person (user-...). Give this or email."
  value       = openai_organization_user.this.user_id
}

output "email" {
  description = "Address of the person, in any letter case. Give this or user_id."
  value       = openai_organization_user.this.email
}

output "role" {
  description = "Role in the organization: owner or reader. Unset leaves it as it is."
  value       = openai_organization_user.this.role
}

output "technical_level" {
  description = "What the person said of their skill. Unset leaves it as it is."
  value       = openai_organization_user.this.technical_level
}

output "developer_persona" {
  description = "What the person said of their work. Unset leaves it as it is."
  value       = openai_organization_user.this.developer_persona
}

output "name" {
  description = "Name of the person."
  value       = openai_organization_user.this.name
}

output "added_at" {
  description = "Time of joining, in Unix seconds."
  value       = openai_organization_user.this.added_at
}

output "is_scim_managed" {
  description = "Whether an identity provider manages the person."
  value       = openai_organization_user.this.is_scim_managed
}

output "is_service_account" {
  description = "Whether it is a service account and no person."
  value       = openai_organization_user.this.is_service_account
}
