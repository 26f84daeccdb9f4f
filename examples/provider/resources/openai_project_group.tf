resource "openai_project_group" "engineers" {
  project_id = openai_project.research.id
  group_id   = openai_group.engineers.id
}

import {
  to = openai_project_group.engineers
  id = "proj_abc123/group_abc123"
}
