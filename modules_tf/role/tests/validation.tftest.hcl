# Each validation once passed and once failed.
mock_provider "openai" {}

run "accepts_all" {
  command = plan

  variables {
    name        = "Auditor"
    permissions = ["api.usage.read"]
  }
}

run "refuses_name" {
  command = plan

  variables {
    name        = " "
    permissions = ["api.usage.read"]
  }

  expect_failures = [var.name]
}

run "refuses_permissions" {
  command = plan

  variables {
    name        = "Auditor"
    permissions = []
  }

  expect_failures = [var.permissions]
}
