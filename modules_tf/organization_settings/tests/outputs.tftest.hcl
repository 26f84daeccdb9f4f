# The output, and which resources there are.
mock_provider "openai" {}

run "nothing" {
  assert {
    condition     = output.id == "organization" && output.spend_limit_status == null
    error_message = "Without a limit there is no status."
  }

  assert {
    condition = length(concat(
      openai_organization_spend_limit.this[*].currency,
      openai_organization_data_retention.this[*].retention_type,
      openai_organization_certificates.this[*].id,
      keys(openai_organization_spend_alert.this),
    )) == 0
    error_message = "Settings that are not given must make no resource."
  }
}

run "all" {
  variables {
    spend_limit    = { threshold_amount = 100 }
    data_retention = "zero_data_retention"
    certificates   = ["cert_1"]
    spend_alerts = [
      { threshold_amount = 50, recipients = ["a@example.com"] },
      { threshold_amount = 80, recipients = ["a@example.com"], subject_prefix = "Soon" },
    ]
  }

  override_resource {
    target = openai_organization_spend_limit.this[0]
    values = { enforcement_status = "inactive" }
  }

  assert {
    condition     = output.spend_limit_status == "inactive" && openai_organization_spend_limit.this[0].currency == "USD"
    error_message = "spend_limit_status must be that of the limit, in US dollars."
  }

  assert {
    condition     = length(openai_organization_spend_alert.this) == 2 && openai_organization_spend_alert.this["80"].subject_prefix == "Soon"
    error_message = "Each amount must make one alert."
  }

  assert {
    condition     = openai_organization_data_retention.this[0].retention_type == "zero_data_retention" && openai_organization_certificates.this[0].certificate_ids == toset(["cert_1"])
    error_message = "data_retention and certificates must be passed on."
  }
}
