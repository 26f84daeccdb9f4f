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

run "accepts_settings" {
  command = plan

  variables {
    name              = "Research"
    members           = { "ada@example.com" = "owner" }
    model_permissions = { mode = "deny_list", model_ids = ["gpt-5.6-sol"] }
    hosted_tools      = { web_search = false }
    data_retention    = "zero_data_retention"
    service_tiers     = { default = "fast", enabled_tiers = ["fast"] }
    certificates      = ["cert_1", "cert_2"]
    spend_limit       = { threshold_amount = 50000 }
    spend_alerts = [
      { threshold_amount = 25000, recipients = ["ada@example.com"] },
      { threshold_amount = 45000, recipients = ["ada@example.com"], subject_prefix = "Soon" },
    ]
  }

  assert {
    condition     = length(openai_project_spend_alert.this) == 2 && openai_project_spend_alert.this["45000"].subject_prefix == "Soon"
    error_message = "Each amount must make one alert."
  }

  assert {
    condition     = openai_project_spend_limit.this[0].currency == "USD" && openai_project_spend_limit.this[0].interval == "month"
    error_message = "Amounts must be US dollars a month."
  }

  assert {
    condition     = openai_project_users.this[0].members["ada@example.com"] == "owner" && openai_project_users.this[0].allow_pending
    error_message = "Members must be passed on, with those who have not joined yet allowed."
  }
}

run "leaves_settings_alone" {
  command = plan

  variables {
    name = "Research"
  }

  assert {
    condition = length(concat(
      openai_project_users.this[*].project_id,
      openai_project_model_permissions.this[*].mode,
      openai_project_hosted_tool_permissions.this[*].mcp,
      openai_project_data_retention.this[*].retention_type,
      openai_project_service_tier_settings.this[*].default,
      openai_project_certificates.this[*].project_id,
      openai_project_spend_limit.this[*].currency,
      keys(openai_project_spend_alert.this),
    )) == 0
    error_message = "Settings that are not given must make no resource."
  }
}

run "refuses_model_permissions_mode" {
  command = plan

  variables {
    name              = "Research"
    model_permissions = { mode = "allow", model_ids = ["gpt-5.6-sol"] }
  }

  expect_failures = [var.model_permissions]
}

run "refuses_no_models" {
  command = plan

  variables {
    name              = "Research"
    model_permissions = { mode = "allow_list", model_ids = [] }
  }

  expect_failures = [var.model_permissions]
}

run "refuses_data_retention" {
  command = plan

  variables {
    name           = "Research"
    data_retention = "forever"
  }

  expect_failures = [var.data_retention]
}

run "refuses_a_default_tier" {
  command = plan

  variables {
    name          = "Research"
    service_tiers = { default = "slow" }
  }

  expect_failures = [var.service_tiers]
}

run "refuses_a_tier" {
  command = plan

  variables {
    name          = "Research"
    service_tiers = { enabled_tiers = ["flex", "slow"] }
  }

  expect_failures = [var.service_tiers]
}

run "refuses_spend_limit" {
  command = plan

  variables {
    name        = "Research"
    spend_limit = { threshold_amount = 0.5 }
  }

  expect_failures = [var.spend_limit]
}

run "refuses_equal_alerts" {
  command = plan

  variables {
    name = "Research"
    spend_alerts = [
      { threshold_amount = 100, recipients = ["a@example.com"] },
      { threshold_amount = 100, recipients = ["b@example.com"] },
    ]
  }

  expect_failures = [var.spend_alerts]
}

run "refuses_certificates" {
  command = plan

  variables {
    name         = "Research"
    certificates = ["cert_1", " "]
  }

  expect_failures = [var.certificates]
}
