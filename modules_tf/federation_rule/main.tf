# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_federation_rule" "this" {
  workload_identity_provider_id = var.workload_identity_provider_id
  project_id                    = var.project_id
  service_account_id            = var.service_account_id
  name                          = var.name
  description                   = var.description
  enabled                       = var.enabled
  attribute_matchers            = var.attribute_matchers
  permissions                   = var.permissions
  deletion_protection           = var.deletion_protection
}
