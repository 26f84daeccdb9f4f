output "id" {
  description = "Id of the key (key_...)."
  value       = openai_admin_api_key.this.id
}

output "key_id" {
  description = "Id of the key, under its long name."
  value       = openai_admin_api_key.this.id
}

output "name" {
  description = "Name of the key."
  value       = openai_admin_api_key.this.name
}

output "redacted_value" {
  description = "The key with its middle blotted out. The key itself is in secret_sink alone."
  value       = openai_admin_api_key.this.redacted_value
}

output "created_at" {
  description = "Time of creation, in Unix seconds."
  value       = openai_admin_api_key.this.created_at
}

output "expires_at" {
  description = "Time of its end in Unix seconds; null for a key without an end."
  value       = openai_admin_api_key.this.expires_at
}

output "delivered_to" {
  description = "Where the key went: file, vault_file and vault_variable, or program; null for a key that was imported."
  value       = openai_admin_api_key.this.delivered_to
}

output "previous_id" {
  description = "Id of the key that was rotated last, while it is still good; else null."
  value       = openai_admin_api_key.this.previous_id
}

output "previous_expires_at" {
  description = "Time from which on the rotated key is deleted, in Unix seconds; else null."
  value       = openai_admin_api_key.this.previous_expires_at
}
