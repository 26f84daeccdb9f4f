resource "openai_project_hosted_tool_permissions" "research" {
  project_id       = openai_project.research.id
  code_interpreter = true
  web_search       = false
}

import {
  to = openai_project_hosted_tool_permissions.research
  id = "proj_abc123"
}
