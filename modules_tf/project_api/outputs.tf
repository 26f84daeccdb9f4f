# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Project and key: proj_.../key_...."
  value       = openai_project_api_key.this.id
}

output "project_id" {
  description = "Id of the project (proj_...). Another one takes over another key."
  value       = openai_project_api_key.this.project_id
}

output "api_key_id" {
  description = "Id of the key (key_...), which must be there: the API makes none. Another one takes over another key."
  value       = openai_project_api_key.this.api_key_id
}

output "name" {
  description = "Name of the key."
  value       = openai_project_api_key.this.name
}

output "redacted_value" {
  description = "The key with its middle blotted out. The API returns no more of it."
  value       = openai_project_api_key.this.redacted_value
}

output "created_at" {
  description = "Time of creation, in Unix seconds."
  value       = openai_project_api_key.this.created_at
}

output "expires_at" {
  description = "Time of its end, in Unix seconds; null for a key without an end."
  value       = openai_project_api_key.this.expires_at
}

output "last_used_at" {
  description = "Time of the last use, in Unix seconds; null for a key that was never used."
  value       = openai_project_api_key.this.last_used_at
}

output "owner_type" {
  description = "user or service_account."
  value       = openai_project_api_key.this.owner_type
}

output "owner_id" {
  description = "Id of the owner."
  value       = openai_project_api_key.this.owner_id
}

output "owner_name" {
  description = "Name of the owner."
  value       = openai_project_api_key.this.owner_name
}

output "owner_email" {
  description = "Address of the owner; null for a service account."
  value       = openai_project_api_key.this.owner_email
}

output "owner_project_access" {
  description = "active, or inactive when the owner has lost access to the project."
  value       = openai_project_api_key.this.owner_project_access
}
