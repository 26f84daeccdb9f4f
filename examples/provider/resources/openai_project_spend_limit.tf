resource "openai_project_spend_limit" "research" {
  project_id       = openai_project.research.id
  threshold_amount = 50000
}

import {
  to = openai_project_spend_limit.research
  id = "proj_abc123"
}
