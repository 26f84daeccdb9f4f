resource "openai_project_data_retention" "research" {
  project_id     = openai_project.research.id
  retention_type = "zero_data_retention"
}

import {
  to = openai_project_data_retention.research
  id = "proj_abc123"
}
