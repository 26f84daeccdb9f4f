resource "openai_rate_limit" "research" {
  project_id = openai_project.research.id
  model      = "gpt-5.6-terra"
  rpm_limit  = 100
  tpm_limit  = 10000
}

import {
  to = openai_rate_limit.research
  id = "proj_abc123/gpt-5.6-terra"
}
