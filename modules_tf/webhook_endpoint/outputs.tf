# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the endpoint (wh_...)."
  value       = openai_webhook_endpoint.this.id
}

output "name" {
  description = "Name of the endpoint."
  value       = openai_webhook_endpoint.this.name
}

output "url" {
  description = "Where events are delivered to: an https address."
  value       = openai_webhook_endpoint.this.url
}

output "event_types" {
  description = "What is delivered, such as batch.completed. A type that the API does not have is refused."
  value       = openai_webhook_endpoint.this.event_types
}

output "delivered_to" {
  description = "Where the key went. A plan warns when the file is gone."
  value       = openai_webhook_endpoint.this.delivered_to
}

output "rotation" {
  description = "Any text, such as a month. Change this text to rotate the signing secret; unset leaves it as it is. An endpoint that was imported gets a secret that is known by it."
  value       = openai_webhook_endpoint.this.rotation
}

output "signing_secret_hint" {
  description = "The signing secret with its middle blotted out. The secret itself is in secret_sink alone."
  value       = openai_webhook_endpoint.this.signing_secret_hint
}

output "secret_created_at" {
  description = "Time at which the signing secret was made here, in Unix seconds; null for one that was made elsewhere."
  value       = openai_webhook_endpoint.this.secret_created_at
}

output "previous_secret_expires_at" {
  description = "Time until which the API signs with the rotated secret too, in Unix seconds; null where there is none."
  value       = openai_webhook_endpoint.this.previous_secret_expires_at
}

output "test_status_code" {
  description = "HTTP status that the receiver answered the last sample with; null where none arrived."
  value       = openai_webhook_endpoint.this.test_status_code
}

output "created_at" {
  description = "Time of creation, in Unix seconds."
  value       = openai_webhook_endpoint.this.created_at
}

output "updated_at" {
  description = "Time of the last change, in Unix seconds."
  value       = openai_webhook_endpoint.this.updated_at
}
