output "id" {
  description = "Id of the project (proj_...)."
  value       = openai_project.this.id
}

output "project_id" {
  description = "Id of the project, under the name other modules use for their input."
  value       = openai_project.this.id
}

output "name" {
  description = "Name of the project."
  value       = openai_project.this.name
}

output "project_name" {
  description = "Name of the project, under its long name."
  value       = openai_project.this.name
}

output "status" {
  description = "Status of the project: active or archived."
  value       = openai_project.this.status
}

output "project_status" {
  description = "Status of the project, under its long name."
  value       = openai_project.this.status
}

output "created_at" {
  description = "Time of creation, in Unix seconds."
  value       = openai_project.this.created_at
}

output "project_created_at" {
  description = "Time of creation in Unix seconds, under its long name."
  value       = openai_project.this.created_at
}

output "residency" {
  description = "Region of the project's data; null where the API does not return it."
  value       = openai_project.this.residency
}

output "external_key_id" {
  description = "Id of the customer-managed encryption key, if there is one."
  value       = openai_project.this.external_key_id
}

output "pending_members" {
  description = "Addresses of the members who have not joined the organization yet; empty without members."
  value       = one(openai_project_users.this[*].pending) == null ? [] : openai_project_users.this[0].pending
}

output "id_with_members" {
  description = "Id of the project, once its members and groups are there: for roles, which only they can be given."
  value       = openai_project.this.id
  depends_on  = [openai_project_users.this, openai_project_groups.this]
}

output "spend_limit_status" {
  description = "Whether the spend limit stops calls: inactive or enforcing; null without spend_limit."
  value       = one(openai_project_spend_limit.this[*].enforcement_status)
}
