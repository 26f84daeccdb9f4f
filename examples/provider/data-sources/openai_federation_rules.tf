data "openai_federation_rules" "of_github" {
  workload_identity_provider_id = "idp_abc123"
}

output "matchers" {
  value = { for each in data.openai_federation_rules.of_github.federation_rules : each.id => jsondecode(each.attribute_matchers) }
}
