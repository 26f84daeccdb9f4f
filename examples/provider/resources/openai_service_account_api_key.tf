resource "openai_service_account_api_key" "pipeline" {
  project_id         = openai_project.research.id
  service_account_id = openai_service_account.pipeline.service_account_id
  name               = "main"
  rotate_after       = 30
  overlap            = 2
  secret_sink        = { command = ["vault", "kv", "put", "secret/openai", "key=-"] }
}

import {
  to = openai_service_account_api_key.pipeline
  id = "proj_abc123/svc_acct_abc123/key_abc123"
}
