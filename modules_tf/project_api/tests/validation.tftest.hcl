# Each validation once passed and once failed.
mock_provider "openai" {}

variables {
  project_id = "proj_1"
  api_key_id = "key_1"
}

run "accepts_all" {
  command = plan

  variables {
    scopes             = ["api.model.read"]
    expires_in_seconds = 31536000
    delete_on_destroy  = true
  }
}

run "accepts_no_scopes" {
  command = plan

  variables {
    scopes = []
  }

  assert {
    condition     = length(openai_project_api_key.this.scopes) == 0
    error_message = "An empty list must reach the provider: it lifts the restrictions."
  }
}

run "refuses_what_is_none" {
  command = plan

  variables {
    api_key_id         = "sk-proj-1"
    scopes             = [" "]
    expires_in_seconds = 31536001
  }

  expect_failures = [var.api_key_id, var.scopes, var.expires_in_seconds]
}
