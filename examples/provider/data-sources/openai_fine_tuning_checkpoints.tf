data "openai_fine_tuning_checkpoints" "support" {
  fine_tuning_job_id = "ftjob-abc123"
}
