output "id" {
  description = "The address in lower case."
  value       = openai_invite.this.id
}

output "invite_id" {
  description = "Id of the invite; null for somebody who was a member before."
  value       = openai_invite.this.invite_id
}

output "email" {
  description = "Address of the person."
  value       = openai_invite.this.email
}

output "role" {
  description = "Role in the organization that the invite gives."
  value       = openai_invite.this.role
}

output "status" {
  description = "pending, expired, accepted, or member for somebody who was never invited here."
  value       = openai_invite.this.status
}

output "created_at" {
  description = "Time it was sent, in Unix seconds."
  value       = openai_invite.this.created_at
}

output "expires_at" {
  description = "Time it expires, in Unix seconds."
  value       = openai_invite.this.expires_at
}

output "accepted_at" {
  description = "Time it was accepted, in Unix seconds."
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
