output "service_account_id" {
  description = "Id of the account."
  value       = module.server.service_account_id
}

output "admin_key_id" {
  description = "Id of the admin key; its value is in the file."
  value       = module.auditor.key_id
}
