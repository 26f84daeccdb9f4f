# Each validation once passed and once failed.
mock_provider "openai" {}

run "accepts_all" {
  command = plan

  variables {
    name    = "Engineers"
    members = ["ada@example.com", "user-1"]
    roles   = ["Auditor"]
  }
}

run "refuses_name" {
  command = plan

  variables {
    name = "  "
  }

  expect_failures = [var.name]
}

run "refuses_members" {
  command = plan

  variables {
    name    = "Engineers"
    members = ["ada@example.com", " "]
  }

  expect_failures = [var.members]
}
