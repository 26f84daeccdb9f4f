# Each validation once passed and once failed, and the warning before a shutdown.
mock_provider "openai" {
  mock_data "openai_model" {
    defaults = {
      id            = "gpt-5.6-terra"
      created       = 1783555200
      owned_by      = "system"
      shutdown_date = "2999-01-01"
      days_left     = 355000
    }
  }
}

run "accepts_model_id" {
  command = plan

  variables {
    model_id = "ft:gpt-4.1-mini:acme::1"
  }
}

run "refuses_model_id" {
  command = plan

  variables {
    model_id = " "
  }

  expect_failures = [var.model_id]
}

run "accepts_shutdown_warning_days" {
  command = plan

  variables {
    model_id              = "gpt-5.6-terra"
    shutdown_warning_days = 0
  }
}

run "refuses_shutdown_warning_days" {
  command = plan

  variables {
    model_id              = "gpt-5.6-terra"
    shutdown_warning_days = -1
  }

  expect_failures = [var.shutdown_warning_days]
}

run "tells_what_the_api_tells" {
  command = plan

  variables {
    model_id = "gpt-5.6-terra"
  }

  assert {
    condition     = output.model_details == { id = "gpt-5.6-terra", created = 1783555200, owned_by = "system", shutdown_date = "2999-01-01" }
    error_message = "model_details must hold all four facts."
  }
}

run "warns_before_a_shutdown" {
  command = plan

  variables {
    model_id = "gpt-5.6-terra"
  }

  override_data {
    target = data.openai_model.this
    values = {
      shutdown_date = "2027-01-14"
      days_left     = 89
    }
  }

  expect_failures = [check.shutdown]
}

run "does_not_warn_when_told_so" {
  command = plan

  override_data {
    target = data.openai_model.this
    values = {
      shutdown_date = "2027-01-14"
      days_left     = 89
    }
  }

  variables {
    model_id              = "gpt-5.6-terra"
    shutdown_warning_days = 0
  }
}

run "does_not_warn_without_a_date" {
  command = plan

  override_data {
    target = data.openai_model.this
    values = {
      shutdown_date = null
      days_left     = null
    }
  }

  variables {
    model_id = "gpt-5.6-terra"
  }
}
