data "openai_fine_tuning_job" "support" {
  fine_tuning_job_id = "ftjob-abc123"
}
