resource "openai_workload_identity_provider" "github" {
  name     = "GitHub Actions"
  issuer   = "https://token.actions.githubusercontent.com"
  audience = "https://api.openai.com/v1"

  attribute_transformations = [{
    attribute  = "openai.repository"
    expression = "assertion.repository"
  }]
}

import {
  to = openai_workload_identity_provider.github
  id = "idp_abc123"
}
