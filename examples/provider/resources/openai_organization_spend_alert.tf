resource "openai_organization_spend_alert" "half" {
  threshold_amount = 500000
  recipients       = ["finance@example.com"]
  subject_prefix   = "[OpenAI]"
}

import {
  to = openai_organization_spend_alert.half
  id = "alert_abc123"
}
