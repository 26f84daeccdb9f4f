resource "openai_federation_rule" "deploys" {
  workload_identity_provider_id = openai_workload_identity_provider.github.id
  project_id                    = openai_project.research.id
  service_account_id            = openai_service_account.pipeline.service_account_id
  name                          = "Deploys"

  attribute_matchers = jsonencode({
    sub = "repo:acme/site:ref:refs/heads/main"
  })

  permissions = {
    type   = "restricted"
    scopes = ["api.model.request"]
  }
}

import {
  to = openai_federation_rule.deploys
  id = "idp_abc123/idpm_abc123"
}
