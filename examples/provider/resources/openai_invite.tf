resource "openai_invite" "eve" {
  email = "eve@example.com"
  role  = "reader"
  projects = [
    { project_id = openai_project.research.id, role = "member" },
  ]
}

import {
  to = openai_invite.eve
  id = "eve@example.com"
}
