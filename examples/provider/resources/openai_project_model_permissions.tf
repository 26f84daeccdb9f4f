resource "openai_project_model_permissions" "research" {
  project_id = openai_project.research.id
  mode       = "allow_list"
  model_ids  = ["gpt-5.6-terra"]
}

import {
  to = openai_project_model_permissions.research
  id = "proj_abc123"
}
