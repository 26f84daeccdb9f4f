resource "openai_project_role" "reviewer" {
  project_id  = openai_project.research.id
  name        = "Reviewer"
  description = "Reads the files of the project."
  permissions = ["api.files.read"]
}

import {
  to = openai_project_role.reviewer
  id = "proj_abc123/role_abc123"
}
