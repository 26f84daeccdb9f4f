resource "openai_project_groups" "research" {
  project_id = openai_project.research.id
  groups     = [{ group_id = openai_group.engineers.id, role = "member" }]
}

import {
  to = openai_project_groups.research
  id = "proj_abc123"
}
