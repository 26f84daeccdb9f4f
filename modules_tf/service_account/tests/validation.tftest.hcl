# Each validation once passed and once failed.
mock_provider "openai" {}

variables {
  project_id = "proj_1"
  name       = "pipeline"
}

run "accepts_all" {
  command = plan

  variables {
    role                = "owner"
    deletion_protection = true
    api_keys = {
      main = {
        name               = "Pipeline"
        scopes             = ["api.model.read"]
        expires_in_seconds = 31536000
        rotate_after       = 0.001
        overlap            = 0
        secret_sink        = { file = "/keys/main" }
      }
      spare = { secret_sink = { vault_file = "/keys/vault.yml", vault_password_file = "/keys/password" } }
      third = { overlap = null, secret_sink = { command = ["store"] } }
      last  = { secret_sink = { command = ["store"] } }
      one   = { secret_sink = { vault_file = "/keys/all.yml", vault_password_file = "/keys/password", vault_variable = "one" } }
      two   = { secret_sink = { vault_file = "/keys/all.yml", vault_password_file = "/keys/password", vault_variable = "two", overwrite = true } }
    }
  }

  assert {
    condition     = openai_service_account_api_key.this["main"].name == "Pipeline" && openai_service_account_api_key.this["third"].overlap == 0
    error_message = "A name must be passed on, and an overlap of null must count as none."
  }
}

run "refuses_name" {
  command = plan

  variables {
    name = " "
  }

  expect_failures = [var.name]
}

run "refuses_role" {
  command = plan

  variables {
    role = "admin"
  }

  expect_failures = [var.role]
}

run "refuses_equal_names" {
  command = plan

  variables {
    api_keys = { main = {}, other = { name = "main" } }
  }

  expect_failures = [var.api_keys]
}

run "refuses_two_sinks" {
  command = plan

  variables {
    api_keys = { main = { secret_sink = { file = "/keys/main", command = ["store"] } } }
  }

  expect_failures = [var.api_keys]
}

run "refuses_equal_files" {
  command = plan

  variables {
    api_keys = {
      main  = { secret_sink = { file = "/keys/main" } }
      other = { secret_sink = { vault_file = "/keys/main", vault_password_file = "/keys/password" } }
    }
  }

  expect_failures = [var.api_keys]
}

run "refuses_equal_variables" {
  command = plan

  variables {
    api_keys = {
      main  = { secret_sink = { vault_file = "/keys/all.yml", vault_password_file = "/keys/password", vault_variable = "one" } }
      other = { secret_sink = { vault_file = "/keys/all.yml", vault_password_file = "/keys/password", vault_variable = "one" } }
    }
  }

  expect_failures = [var.api_keys]
}

run "refuses_expires_in_seconds" {
  command = plan

  variables {
    api_keys = { main = { expires_in_seconds = 1.5 } }
  }

  expect_failures = [var.api_keys]
}

run "refuses_rotate_after" {
  command = plan

  variables {
    api_keys = { main = { rotate_after = 0 } }
  }

  expect_failures = [var.api_keys]
}

run "refuses_overlap" {
  command = plan

  variables {
    api_keys = { main = { overlap = -1 } }
  }

  expect_failures = [var.api_keys]
}
