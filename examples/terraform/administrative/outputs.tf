output "project_id" {
  description = "Id of the project."
  value       = module.research.project_id
}

output "role_id" {
  description = "Id of the custom role."
  value       = module.auditor.role_id
}

output "invites" {
  description = "State of each invite, by address."
  value       = { for email, invite in module.invited : email => invite.status }
}
