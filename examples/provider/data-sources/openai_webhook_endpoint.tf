data "openai_webhook_endpoint" "jobs" {
  name = "Jobs"
}
