data "openai_fine_tuning_jobs" "succeeded" {
  status = "succeeded"
}
