# Each validation once passed and once failed.
mock_provider "openai" {}

run "accepts_name" {
  command = plan

  variables {
    name = "Research and Development"
  }
}

run "refuses_name" {
  command = plan

  variables {
    name = "  "
  }

  expect_failures = [var.name]
}

run "accepts_residency" {
  command = plan

  variables {
    name      = "Research"
    residency = "EU_STORAGE_PROCESSING"
  }
}

run "refuses_residency" {
  command = plan

  variables {
    name      = "Research"
    residency = "eu-west"
  }

  expect_failures = [var.residency]
}
