resource "openai_project_user_role" "ada" {
  project_id = openai_project.research.id
  user_id    = openai_organization_user.ada.id
  role       = openai_project_role.reviewer.role_id
}

import {
  to = openai_project_user_role.ada
  id = "proj_abc123/user-abc123/role_abc123"
}
