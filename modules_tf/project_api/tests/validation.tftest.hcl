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

run "refuses_the_key_itself" {
  command = plan

  variables {
    api_key_id = "sk-proj-1"
  }

  expect_failures = [var.api_key_id]
}

run "refuses_blank_scopes" {
  command = plan

  variables {
    scopes = [" "]
  }

  expect_failures = [var.scopes]
}

run "refuses_expires_in_seconds" {
  command = plan

  variables {
    expires_in_seconds = 31536001
  }

  expect_failures = [var.expires_in_seconds]
}
