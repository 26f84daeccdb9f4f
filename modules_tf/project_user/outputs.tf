# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the membership: project_id/user_id, with the address while pending."
  value       = openai_project_user.this.id
}

output "project_id" {
  description = "Id of the project (proj_...). Another one plans another object."
  value       = openai_project_user.this.project_id
}

output "user_id" {
  description = "Id of the person (user-...). Give this or email."
  value       = openai_project_user.this.user_id
}

output "email" {
  description = "Address of the person, in any letter case. Give this or user_id."
  value       = openai_project_user.this.email
}

output "role" {
  description = "Role in the project: owner, member, or name or id of a custom role of the project."
  value       = openai_project_user.this.role
}

output "status" {
  description = "active or pending."
  value       = openai_project_user.this.status
}

output "name" {
  description = "Name of the person."
  value       = openai_project_user.this.name
}

output "added_at" {
  description = "Time at which the membership began, in Unix seconds."
  value       = openai_project_user.this.added_at
}
