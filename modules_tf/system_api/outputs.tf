# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the key (key_...)."
  value       = openai_admin_api_key.this.id
}

output "name" {
  description = "Name of the key. Another name rotates it: the API renames no key."
  value       = openai_admin_api_key.this.name
}

output "delivered_to" {
  description = "Where the key went. A plan warns when the file is gone."
  value       = openai_admin_api_key.this.delivered_to
}

output "rotation" {
  description = "Any text, such as a month. Change this text to rotate the key; unset leaves it as it is."
  value       = openai_admin_api_key.this.rotation
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
  description = "Time of its end, in Unix seconds; null for a key without an end."
  value       = openai_admin_api_key.this.expires_at
}

output "previous_id" {
  description = "Id of the key that was rotated last, while it is still good; else null."
  value       = openai_admin_api_key.this.previous_id
}

output "previous_expires_at" {
  description = "Time at which the rotated key ends, in Unix seconds; else null."
  value       = openai_admin_api_key.this.previous_expires_at
}

output "expires_in_seconds" {
  description = "Seconds from its creation after which a key ends; the next run then makes another. Another value rotates the key: the API changes none."
  value       = openai_admin_api_key.this.expires_in_seconds
}
