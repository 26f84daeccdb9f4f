# The outputs are those of the key.
mock_provider "openai" {
  mock_resource "openai_admin_api_key" {
    defaults = {
      id                  = "key_1"
      redacted_value      = "sk-a*****xyz"
      created_at          = 1760000000
      expires_at          = 1760000001
      previous_id         = "key_0"
      previous_expires_at = 1760000002
    }
  }
}

run "outputs" {
  variables {
    name    = "auditor"
    overlap = null
  }

  assert {
    condition     = output.id == "key_1" && output.key_id == "key_1" && output.name == "auditor"
    error_message = "id, key_id and name must be those of the key."
  }

  assert {
    condition     = output.redacted_value == "sk-a*****xyz" && output.created_at == 1760000000 && output.expires_at == 1760000001
    error_message = "redacted_value, created_at and expires_at must be those of the key."
  }

  assert {
    condition     = output.previous_id == "key_0" && output.previous_expires_at == 1760000002
    error_message = "previous_id and previous_expires_at must be those of the key before."
  }

  assert {
    condition     = openai_admin_api_key.this.overlap == 0
    error_message = "An overlap of null must count as none."
  }
}
