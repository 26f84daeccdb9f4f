resource "openai_project_api_key" "laptop" {
  project_id         = openai_project.research.id
  api_key_id         = "key_abc123"
  expires_in_seconds = 7776000
}

import {
  to = openai_project_api_key.laptop
  id = "proj_abc123/key_abc123"
}
