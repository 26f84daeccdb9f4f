# The outputs are those of the account and its keys.
mock_provider "openai" {
  mock_resource "openai_service_account" {
    defaults = {
      id                 = "proj_1/svc_acct_1"
      service_account_id = "svc_acct_1"
      created_at         = 1760000000
    }
  }

  mock_resource "openai_service_account_api_key" {
    defaults = {
      api_key_id          = "key_1"
      redacted_value      = "sk-s*****xyz"
      created_at          = 1760000001
      expires_at          = 1760000002
      previous_id         = "key_0"
      previous_expires_at = 1760000003
    }
  }
}

run "outputs" {
  variables {
    project_id = "proj_1"
    name       = "pipeline"
    api_keys   = { main = {} }
  }

  assert {
    condition     = output.id == "proj_1/svc_acct_1" && output.service_account_id == "svc_acct_1" && output.project_id == "proj_1"
    error_message = "id, service_account_id and project_id must be those of the account."
  }

  assert {
    condition     = output.name == "pipeline" && output.role == "member" && output.created_at == 1760000000
    error_message = "name, role and created_at must be those of the account."
  }

  assert {
    condition     = output.api_keys.main.api_key_id == "key_1" && output.api_keys.main.name == "main" && output.api_keys.main.redacted_value == "sk-s*****xyz"
    error_message = "A key must have its id, its redacted value, and the name of its key in the map."
  }

  assert {
    condition     = output.api_keys.main.created_at == 1760000001 && output.api_keys.main.expires_at == 1760000002 && output.api_keys.main.previous_id == "key_0" && output.api_keys.main.previous_expires_at == 1760000003
    error_message = "The times and the key before must be those of the key."
  }

  assert {
    condition     = openai_service_account_api_key.this["main"].service_account_id == "svc_acct_1"
    error_message = "A key must be one of the account."
  }
}

run "outputs_without_keys" {
  variables {
    project_id = "proj_1"
    name       = "pipeline"
    api_keys   = null
  }

  assert {
    condition     = length(output.api_keys) == 0
    error_message = "Without api_keys there must be no key."
  }
}
