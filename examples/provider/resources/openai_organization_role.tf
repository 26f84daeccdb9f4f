resource "openai_organization_role" "auditor" {
  name        = "Auditor"
  description = "Reads what was used."
  permissions = ["api.usage.read"]
}

import {
  to = openai_organization_role.auditor
  id = "role_abc123"
}
