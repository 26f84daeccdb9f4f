# The outputs are those of the endpoint.
mock_provider "openai" {
  mock_resource "openai_webhook_endpoint" {
    defaults = {
      id                         = "wh_1"
      signing_secret_hint        = "whsec_********abcd"
      created_at                 = 1760000000
      updated_at                 = 1760000001
      secret_created_at          = 1760000002
      previous_secret_expires_at = 1760000003
      test_status_code           = 204
    }
  }
}

run "outputs" {
  variables {
    name        = "Jobs"
    url         = "https://hooks.example.com/openai"
    event_types = ["batch.failed", "batch.completed"]
  }

  assert {
    condition     = output.id == "wh_1" && output.name == "Jobs" && output.url == "https://hooks.example.com/openai"
    error_message = "id, name and url must be those of the endpoint."
  }

  assert {
    condition     = output.event_types == toset(["batch.completed", "batch.failed"])
    error_message = "event_types must be those of the endpoint."
  }

  assert {
    condition     = output.signing_secret_hint == "whsec_********abcd" && output.secret_created_at == 1760000002
    error_message = "What is shown of the secret must be that of the endpoint."
  }

  assert {
    condition     = output.previous_secret_expires_at == 1760000003 && output.test_status_code == 204
    error_message = "previous_secret_expires_at and test_status_code must be those of the endpoint."
  }

  assert {
    condition     = output.created_at == 1760000000 && output.updated_at == 1760000001
    error_message = "created_at and updated_at must be those of the endpoint."
  }
}
