resource "openai_service_account" "pipeline" {
  project_id = openai_project.research.id
  name       = "pipeline"
}

import {
  to = openai_service_account.pipeline
  id = "proj_abc123/svc_acct_abc123"
}
