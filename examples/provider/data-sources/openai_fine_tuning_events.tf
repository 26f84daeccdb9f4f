data "openai_fine_tuning_events" "newest" {
  fine_tuning_job_id = "ftjob-abc123"
  limit              = 10
}
