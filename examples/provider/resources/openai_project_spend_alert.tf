resource "openai_project_spend_alert" "most" {
  project_id       = openai_project.research.id
  threshold_amount = 40000
  recipients       = ["research@example.com"]
}

import {
  to = openai_project_spend_alert.most
  id = "proj_abc123/alert_abc123"
}
