resource "openai_webhook_endpoint" "jobs" {
  name            = "Jobs"
  url             = "https://hooks.example.com/openai"
  event_types     = ["batch.completed", "batch.failed", "fine_tuning.job.succeeded"]
  secret_sink     = { file = "/etc/hooks/openai.secret" }
  rotate_after    = 90
  test_event_type = "batch.completed"
}

import {
  to = openai_webhook_endpoint.jobs
  id = "wh_abc123"
}
