# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the provider (idp_...)."
  value       = openai_workload_identity_provider.this.id
}

output "name" {
  description = "Name of the provider, unique in the organization."
  value       = openai_workload_identity_provider.this.name
}

output "type" {
  description = "Kind of the provider: oidc, the only one there is."
  value       = openai_workload_identity_provider.this.type
}

output "issuer" {
  description = "Who issues the tokens, as their claim iss has it, such as https://token.actions.githubusercontent.com."
  value       = openai_workload_identity_provider.this.issuer
}

output "audience" {
  description = "Whom the tokens are made for, as their claim aud has it."
  value       = openai_workload_identity_provider.this.audience
}

output "created_at" {
  description = "Time of creation in Unix seconds."
  value       = openai_workload_identity_provider.this.created_at
}

output "updated_at" {
  description = "Time of the last change in Unix seconds."
  value       = openai_workload_identity_provider.this.updated_at
}
