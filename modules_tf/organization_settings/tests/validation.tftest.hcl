# Each validation once passed and once failed.
mock_provider "openai" {}

run "accepts_all" {
  command = plan

  variables {
    spend_limit    = { threshold_amount = 1 }
    spend_alerts   = [{ threshold_amount = 1, recipients = ["a@example.com"] }]
    data_retention = "enhanced_zero_data_retention"
  }
}

run "refuses_spend_limit" {
  command = plan

  variables {
    spend_limit = { threshold_amount = 0 }
  }

  expect_failures = [var.spend_limit]
}

run "refuses_equal_alerts" {
  command = plan

  variables {
    spend_alerts = [
      { threshold_amount = 100, recipients = ["a@example.com"] },
      { threshold_amount = 100, recipients = ["b@example.com"] },
    ]
  }

  expect_failures = [var.spend_alerts]
}

run "refuses_data_retention" {
  command = plan

  variables {
    data_retention = "organization_default"
  }

  expect_failures = [var.data_retention]
}

run "refuses_certificates" {
  command = plan

  variables {
    certificates = ["cert_1", " "]
  }

  expect_failures = [var.certificates]
}
