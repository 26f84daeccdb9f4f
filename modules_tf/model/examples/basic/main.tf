# Warns half a year before the model is shut. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "drafts" {
  source                = "../.."
  model_id              = "gpt-5.6-terra"
  shutdown_warning_days = 180
}

output "shutdown_date" {
  value = module.drafts.shutdown_date
}
