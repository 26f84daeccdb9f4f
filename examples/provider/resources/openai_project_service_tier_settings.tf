resource "openai_project_service_tier_settings" "research" {
  project_id    = openai_project.research.id
  enabled_tiers = ["flex"]
}

import {
  to = openai_project_service_tier_settings.research
  id = "proj_abc123"
}
