resource "openai_organization_group_role" "engineers" {
  group_id = openai_group.engineers.id
  role     = openai_organization_role.auditor.id
}

import {
  to = openai_organization_group_role.engineers
  id = "group_abc123/role_abc123"
}
