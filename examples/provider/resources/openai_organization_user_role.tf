resource "openai_organization_user_role" "ada" {
  user_id = openai_organization_user.ada.id
  role    = openai_organization_role.auditor.id
}

import {
  to = openai_organization_user_role.ada
  id = "user-abc123/role_abc123"
}
