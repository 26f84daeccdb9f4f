# Each validation once passed and once failed.
mock_provider "openai" {}

variables {
  name = "auditor"
}

run "accepts_a_file" {
  command = plan

  variables {
    secret_sink        = { file = "/keys/auditor" }
    expires_in_seconds = 31536000
    rotate_after       = 0.001
    overlap            = 0
  }
}

run "accepts_a_command" {
  command = plan

  variables {
    secret_sink = { command = ["store", "auditor"] }
  }
}

run "accepts_a_vault" {
  command = plan

  variables {
    secret_sink = { vault_file = "/keys/vault.yml", vault_password_file = "/keys/password", vault_variable = "auditor_key" }
  }
}

run "refuses_name" {
  command = plan

  variables {
    name = " "
  }

  expect_failures = [var.name]
}

run "refuses_two_sinks" {
  command = plan

  variables {
    secret_sink = { file = "/keys/auditor", command = ["store"] }
  }

  expect_failures = [var.secret_sink]
}

run "refuses_an_empty_sink" {
  command = plan

  variables {
    secret_sink = {}
  }

  expect_failures = [var.secret_sink]
}

run "refuses_lifetimes" {
  command = plan

  variables {
    expires_in_seconds = 0
    rotate_after       = 0
    overlap            = -1
  }

  expect_failures = [var.expires_in_seconds, var.rotate_after, var.overlap]
}
