output "id" {
  description = "Project and account: project_id/service_account_id."
  value       = openai_service_account.this.id
}

output "service_account_id" {
  description = "Id of the account."
  value       = openai_service_account.this.service_account_id
}

output "project_id" {
  description = "Id of the project."
  value       = openai_service_account.this.project_id
}

output "name" {
  description = "Name of the account."
  value       = openai_service_account.this.name
}

output "role" {
  description = "Role in the project."
  value       = openai_service_account.this.role
}

output "created_at" {
  description = "Time of creation, in Unix seconds."
  value       = openai_service_account.this.created_at
}

output "api_keys" {
  description = "The keys, by the keys of the input: api_key_id, name, redacted_value, created_at, expires_at, delivered_to (file, vault_file and vault_variable, or program), previous_id and previous_expires_at (of the key before, while it is good). No values: those are in the sinks alone."
  value = {
    for key, each in openai_service_account_api_key.this : key => {
      api_key_id          = each.api_key_id
      name                = each.name
      redacted_value      = each.redacted_value
      created_at          = each.created_at
      expires_at          = each.expires_at
      delivered_to        = each.delivered_to
      previous_id         = each.previous_id
      previous_expires_at = each.previous_expires_at
    }
  }
}
