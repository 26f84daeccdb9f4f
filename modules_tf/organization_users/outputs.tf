output "id" {
  description = "Id of the person."
  value       = openai_organization_user.this.id
}

output "user_id" {
  description = "Id of the person, under the name other modules use for their input."
  value       = openai_organization_user.this.user_id
}

output "email" {
  description = "Address of the person."
  value       = openai_organization_user.this.email
}

output "name" {
  description = "Name of the person."
  value       = openai_organization_user.this.name
}

output "role" {
  description = "Role in the organization."
  value       = openai_organization_user.this.role
}

output "added_at" {
  description = "Time of joining, in Unix seconds."
  value       = openai_organization_user.this.added_at
}

output "is_scim_managed" {
  description = "Whether an identity provider manages the person."
  value       = openai_organization_user.this.is_scim_managed
}
