resource "openai_project_group_role" "engineers" {
  project_id = openai_project.research.id
  group_id   = openai_group.engineers.id
  role       = openai_project_role.reviewer.role_id
}

import {
  to = openai_project_group_role.engineers
  id = "proj_abc123/group_abc123/role_abc123"
}
