resource "openai_project_users" "research" {
  project_id = openai_project.research.id
  members = {
    "ada@example.com" = "owner"
    "bo@example.com"  = "member"
  }
}

import {
  to = openai_project_users.research
  id = "proj_abc123"
}
