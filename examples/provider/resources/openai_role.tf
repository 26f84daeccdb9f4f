resource "openai_role" "tester" {
  project_id  = openai_project.research.id # leave it out for a role of the organization
  name        = "Tester"
  permissions = ["api.model.read", "api.model.request"]
}

# Or role_abc123, of the organization.
import {
  to = openai_role.tester
  id = "proj_abc123/role_abc123"
}
