# The outputs, and what reaches the resource.
mock_provider "openai" {
  mock_resource "openai_fine_tuning_job" {
    defaults = {
      id               = "ftjob-1"
      status           = "succeeded"
      fine_tuned_model = "ft:gpt-4o-mini:acme::1"
      shutdown_date    = "2027-01-14"
      trained_tokens   = 1200
      created_at       = 1760000000
      finished_at      = 1760003600
    }
  }
}

variables {
  model         = "gpt-4o-mini"
  training_file = "file-1"
}

run "outputs" {
  assert {
    condition     = output.id == "ftjob-1" && output.job_id == "ftjob-1" && output.status == "succeeded"
    error_message = "id, job_id and status must be the job's."
  }

  assert {
    condition     = output.fine_tuned_model == "ft:gpt-4o-mini:acme::1" && output.fine_tuned_model_id == output.fine_tuned_model
    error_message = "The tuned model must have both names."
  }

  assert {
    condition     = output.created_at == 1760000000 && output.finished_at == 1760003600 && output.shutdown_date == "2027-01-14"
    error_message = "The times must be the job's."
  }

  assert {
    condition     = openai_fine_tuning_job.this.wait && !openai_fine_tuning_job.this.paused && !openai_fine_tuning_job.this.delete_model
    error_message = "The defaults must reach the resource."
  }
}
