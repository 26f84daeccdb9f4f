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

run "refuses_limits" {
  command = plan

  variables {
    rpm_limit                        = 0.5
    tpm_limit                        = -1
    max_images_per_1_minute          = 0.5
    max_audio_megabytes_per_1_minute = -1
    max_requests_per_1_day           = 0.5
    batch_1_day_max_input_tokens     = -1
  }

  expect_failures = [
    var.rpm_limit,
    var.tpm_limit,
    var.max_images_per_1_minute,
    var.max_audio_megabytes_per_1_minute,
    var.max_requests_per_1_day,
    var.batch_1_day_max_input_tokens,
  ]
}
