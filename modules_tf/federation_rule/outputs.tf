# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Provider and rule: idp_.../idpm_...."
  value       = openai_federation_rule.this.id
}

output "workload_identity_provider_id" {
  description = "Id of the workload identity provider (idp_...). Another one plans another rule."
  value       = openai_federation_rule.this.workload_identity_provider_id
}

output "project_id" {
  description = "Id of the service account's project (proj_...). Another one plans another rule."
  value       = openai_federation_rule.this.project_id
}

output "service_account_id" {
  description = "Id of the service account that the tokens stand for. A provider has one rule for it. Another one plans another rule."
  value       = openai_federation_rule.this.service_account_id
}

output "federation_rule_id" {
  description = "Id of the rule."
  value       = openai_federation_rule.this.federation_rule_id
}

output "attribute_matchers" {
  description = "What a token must have, as a JSON object: the value of each claim, or of each attribute that the provider derives; texts, numbers or booleans. A text may end in *, for anything that begins so."
  value       = openai_federation_rule.this.attribute_matchers
}

output "created_at" {
  description = "Time of creation in Unix seconds."
  value       = openai_federation_rule.this.created_at
}

output "updated_at" {
  description = "Time of the last change in Unix seconds."
  value       = openai_federation_rule.this.updated_at
}
