# The outputs.
mock_provider "openai" {
  mock_resource "openai_workload_identity_provider" {
    defaults = {
      id         = "idp_1"
      created_at = 1760000000
    }
  }
}

run "outputs" {
  variables {
    name     = "GitHub Actions"
    issuer   = "https://token.actions.githubusercontent.com"
    audience = "https://api.openai.com/v1"
  }

  assert {
    condition     = output.id == "idp_1" && output.workload_identity_provider_id == "idp_1"
    error_message = "Both ids must be the provider's."
  }

  assert {
    condition     = output.name == "GitHub Actions" && output.created_at == 1760000000
    error_message = "name and created_at must be the provider's."
  }

  assert {
    condition     = openai_workload_identity_provider.this.verification.type == "discovery"
    error_message = "Tokens must be verified with the issuer's own keys where nothing else is said."
  }
}
