# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "The address in lower case."
  value       = openai_invite.this.id
}

output "email" {
  description = "Address of the person. Letter case does not count."
  value       = openai_invite.this.email
}

output "role" {
  description = "Role in the organization: owner or reader. It counts until the invite is accepted; afterwards see openai_organization_user."
  value       = openai_invite.this.role
}

output "projects" {
  description = "Projects that the person is a member of on acceptance. Unset: the default project. An empty list: none."
  value       = openai_invite.this.projects
}

output "invite_id" {
  description = "Id of the invite; null for a person who was never invited."
  value       = openai_invite.this.invite_id
}

output "status" {
  description = "pending, expired, accepted, or member for a person who belongs to the organization without this invite."
  value       = openai_invite.this.status
}

output "created_at" {
  description = "Time at which it was sent, in Unix seconds."
  value       = openai_invite.this.created_at
}

output "expires_at" {
  description = "Time at which it expires, in Unix seconds."
  value       = openai_invite.this.expires_at
}

output "accepted_at" {
  description = "Time at which it was accepted, in Unix seconds."
  value       = openai_invite.this.accepted_at
}

output "user_id" {
  description = "Id of the person once they joined."
  value       = openai_invite.this.user_id
}

output "sent" {
  description = "How often it was sent again."
  value       = openai_invite.this.sent
}
