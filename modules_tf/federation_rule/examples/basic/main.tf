# Runs of one branch sign in as a service account. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "deploys" {
  source                        = "../.."
  workload_identity_provider_id = "idp_abc123"
  project_id                    = "proj_abc123"
  service_account_id            = "svc_acct_abc123"
  attribute_matchers            = jsonencode({ sub = "repo:acme/site:ref:refs/heads/main" })
}

output "federation_rule_id" {
  value = module.deploys.federation_rule_id
}
