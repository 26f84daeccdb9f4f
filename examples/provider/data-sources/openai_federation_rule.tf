data "openai_federation_rule" "deploys" {
  workload_identity_provider_id = "idp_abc123"
  name                          = "Deploys"
}

output "deploys_as" {
  value = data.openai_federation_rule.deploys.service_account_id
}
