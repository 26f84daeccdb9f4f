# GitHub Actions as an issuer. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "github" {
  source   = "../.."
  name     = "GitHub Actions"
  issuer   = "https://token.actions.githubusercontent.com"
  audience = "https://api.openai.com/v1"
}

output "workload_identity_provider_id" {
  value = module.github.workload_identity_provider_id
}
