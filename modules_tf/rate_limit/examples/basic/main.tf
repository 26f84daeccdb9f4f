# A ceiling on what a project may ask of one model. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

variable "project_id" {
  description = "Id of the project (proj_...)."
  type        = string
}

module "rate_limit" {
  source     = "../.."
  project_id = var.project_id
  model      = "gpt-5.6-terra"
  rpm_limit  = 100
  tpm_limit  = 10000
}

output "tpm_limit" {
  value = module.rate_limit.tpm_limit
}
