resource "openai_project_user" "ada" {
  project_id = openai_project.research.id
  email      = "ada@example.com"
  role       = "owner"
}

import {
  to = openai_project_user.ada
  id = "proj_abc123/ada@example.com"
}
