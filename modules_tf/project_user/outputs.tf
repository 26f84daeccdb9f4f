output "id" {
  description = "Id of the membership: project_id/user_id, with the address while pending."
  value       = openai_project_user.this.id
}

output "user_id" {
  description = "Id of the person; null while pending."
  value       = openai_project_user.this.user_id
}

output "email" {
  description = "Address of the person."
  value       = openai_project_user.this.email
}

output "name" {
  description = "Name of the person."
  value       = openai_project_user.this.name
}

output "role" {
  description = "Role in the project."
  value       = openai_project_user.this.role
}

output "status" {
  description = "active or pending."
  value       = openai_project_user.this.status
}

output "added_at" {
  description = "Time the membership began, in Unix seconds; null while pending."
  value       = openai_project_user.this.added_at
}
