# Each validation once passed and once failed.
mock_provider "openai" {}

variables {
  project_id = "proj_1"
  model      = "gpt-5.6-terra"
}

run "accepts_all_limits" {
  command = plan

  variables {
    rpm_limit                        = 0
    tpm_limit                        = 1
    max_images_per_1_minute          = 2
    max_audio_megabytes_per_1_minute = 3
    max_requests_per_1_day           = 4
    batch_1_day_max_input_tokens     = 5
  }
}

run "refuses_model" {
  command = plan

  variables {
    model     = "gpt 4"
    rpm_limit = 1
  }

  expect_failures = [var.model]
}

run "refuses_rpm_limit" {
  command = plan

  variables {
    rpm_limit = 0.5
  }

  expect_failures = [var.rpm_limit]
}

run "refuses_tpm_limit" {
  command = plan

  variables {
    tpm_limit = -1
  }

  expect_failures = [var.tpm_limit]
}

run "refuses_max_images_per_1_minute" {
  command = plan

  variables {
    max_images_per_1_minute = 0.5
  }

  expect_failures = [var.max_images_per_1_minute]
}

run "refuses_max_audio_megabytes_per_1_minute" {
  command = plan

  variables {
    max_audio_megabytes_per_1_minute = -1
  }

  expect_failures = [var.max_audio_megabytes_per_1_minute]
}

run "refuses_max_requests_per_1_day" {
  command = plan

  variables {
    max_requests_per_1_day = 0.5
  }

  expect_failures = [var.max_requests_per_1_day]
}

run "refuses_batch_1_day_max_input_tokens" {
  command = plan

  variables {
    batch_1_day_max_input_tokens = -1
  }

  expect_failures = [var.batch_1_day_max_input_tokens]
}
