# The outputs are those of the key.
mock_provider "openai" {
  mock_resource "openai_project_api_key" {
    defaults = {
      id                   = "proj_1/key_1"
      name                 = "Laptop"
      redacted_value       = "sk-p*****xyz"
      created_at           = 1760000000
      last_used_at         = 1760000001
      expires_at           = 1760000002
      owner_type           = "user"
      owner_id             = "user-1"
      owner_name           = "Ada"
      owner_email          = "ada@example.com"
      owner_project_access = "active"
    }
  }
}

run "outputs" {
  variables {
    project_id        = "proj_1"
    api_key_id        = "key_1"
    delete_on_destroy = null
  }

  assert {
    condition     = output.id == "proj_1/key_1" && output.api_key_id == "key_1" && output.name == "Laptop"
    error_message = "id, api_key_id and name must be those of the key."
  }

  assert {
    condition     = output.redacted_value == "sk-p*****xyz" && output.created_at == 1760000000 && output.last_used_at == 1760000001 && output.expires_at == 1760000002
    error_message = "redacted_value and the times must be those of the key."
  }

  assert {
    condition     = output.owner_type == "user" && output.owner_id == "user-1" && output.owner_name == "Ada" && output.owner_email == "ada@example.com" && output.owner_project_access == "active"
    error_message = "The owner must be that of the key."
  }

  assert {
    condition     = openai_project_api_key.this.delete_on_destroy == false
    error_message = "A delete_on_destroy of null must count as false."
  }
}
