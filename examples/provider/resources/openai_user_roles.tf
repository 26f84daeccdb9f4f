resource "openai_user_roles" "ada" {
  user_id       = openai_organization_user.ada.user_id
  roles         = ["Auditor"]
  project_roles = [{ project_id = openai_project.research.id, role = "Tester" }]
}

# After the id of the person, the projects whose roles count.
import {
  to = openai_user_roles.ada
  id = "user-abc123/proj_abc123"
}
