# A limit for all projects together, with an alert before it is reached. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "acme" {
  source       = "../.."
  spend_limit  = { threshold_amount = 500000 }
  spend_alerts = [{ threshold_amount = 400000, recipients = ["finance@example.com"] }]
}

output "spend_limit_status" {
  value = module.acme.spend_limit_status
}
