data "openai_batches" "running" {
  status = "in_progress"
}
