# The outputs.
mock_provider "openai" {
  mock_resource "openai_federation_rule" {
    defaults = {
      id                 = "idp_1/idpm_1"
      federation_rule_id = "idpm_1"
      created_at         = 1760000000
    }
  }
}

run "outputs" {
  variables {
    workload_identity_provider_id = "idp_1"
    project_id                    = "proj_1"
    service_account_id            = "svc_acct_1"
    attribute_matchers            = "{\"sub\": \"repo:acme/site:*\"}"
  }

  assert {
    condition     = output.id == "idp_1/idpm_1" && output.federation_rule_id == "idpm_1" && output.created_at == 1760000000
    error_message = "Both ids and created_at must be the rule's."
  }

  assert {
    condition     = output.workload_identity_provider_id == "idp_1" && output.project_id == "proj_1" && output.service_account_id == "svc_acct_1"
    error_message = "Provider, project and account must be those that were given."
  }

  assert {
    condition     = openai_federation_rule.this.permissions.type == "service_account_default"
    error_message = "The tokens must permit what the account may do where nothing else is said."
  }
}
