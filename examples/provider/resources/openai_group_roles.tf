resource "openai_group_roles" "engineers" {
  group_id      = openai_group.engineers.id
  roles         = ["Auditor"]
  project_roles = [{ project_id = openai_project.research.id, role = "Tester" }]
}

# After the id of the group, the projects whose roles count.
import {
  to = openai_group_roles.engineers
  id = "group_abc123/proj_abc123"
}
