resource "openai_admin_api_key" "auditor" {
  name         = "auditor"
  secret_sink  = { file = "/etc/auditor/openai.key" }
  rotate_after = 90
  overlap      = 7
}

import {
  to = openai_admin_api_key.auditor
  id = "key_abc123"
}
