output "id" {
  description = "Id of the group (group_...)."
  value       = openai_group.this.id
}

output "group_id" {
  description = "Id of the group, under the name other modules use for their input."
  value       = openai_group.this.id
}

output "name" {
  description = "Name of the group."
  value       = openai_group.this.name
}

output "is_scim_managed" {
  description = "Whether an identity provider manages the group."
  value       = openai_group.this.is_scim_managed
}

output "group_type" {
  description = "group or tenant_group."
  value       = openai_group.this.group_type
}

output "created_at" {
  description = "Time of creation, in Unix seconds."
  value       = openai_group.this.created_at
}

output "pending_members" {
  description = "Addresses of the members who have not joined the organization yet; empty without members."
  value       = one(openai_group_users.this[*].pending) == null ? [] : openai_group_users.this[0].pending
}
