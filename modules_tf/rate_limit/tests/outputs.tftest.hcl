# The outputs are the limits of the row, those that are not set here too.
mock_provider "openai" {
  mock_resource "openai_rate_limit" {
    defaults = {
      id                               = "proj_1/gpt-5.6-terra"
      rate_limit_id                    = "rl-gpt-5.6-terra"
      tpm_limit                        = 30000
      max_images_per_1_minute          = 3
      max_audio_megabytes_per_1_minute = 4
      max_requests_per_1_day           = 5
      batch_1_day_max_input_tokens     = 6
    }
  }
}

run "outputs" {
  variables {
    project_id         = "proj_1"
    model              = "gpt-5.6-terra"
    rpm_limit          = 0
    restore_on_destroy = null
  }

  assert {
    condition     = output.id == "proj_1/gpt-5.6-terra" && output.rate_limit_id == "rl-gpt-5.6-terra" && output.project_id == "proj_1" && output.model == "gpt-5.6-terra"
    error_message = "id, rate_limit_id, project_id and model must be those of the row."
  }

  assert {
    condition     = output.rpm_limit == 0 && output.tpm_limit == 30000
    error_message = "A limit of 0 must be kept, and one that is not set must be the row's."
  }

  assert {
    condition     = output.max_images_per_1_minute == 3 && output.max_audio_megabytes_per_1_minute == 4 && output.max_requests_per_1_day == 5 && output.batch_1_day_max_input_tokens == 6
    error_message = "The other limits must be the row's."
  }

  assert {
    condition     = openai_rate_limit.this.restore_on_destroy == true
    error_message = "A restore_on_destroy of null must count as true."
  }
}
