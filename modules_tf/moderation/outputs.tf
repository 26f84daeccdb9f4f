# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the verdict (modr-...)."
  value       = openai_moderation.this.id
}

output "model" {
  description = "Model that judges. omni-moderation-latest is the newest one; response_model names it."
  value       = openai_moderation.this.model
}

output "recheck" {
  description = "When to ask again: on_change of the inputs, or always, that is at each refresh."
  value       = openai_moderation.this.recheck
}

output "digest" {
  description = "SHA-256 of all inputs, the bytes of local files included. Another digest makes the call again."
  value       = openai_moderation.this.digest
}

output "flagged" {
  description = "Whether a category is violated."
  value       = openai_moderation.this.flagged
}

output "violations" {
  description = "The violated categories of each input."
  value       = openai_moderation.this.violations
}

output "results" {
  description = "The API's verdict on each input."
  value       = openai_moderation.this.results
}

output "response_model" {
  description = "Model that judged."
  value       = openai_moderation.this.response_model
}
