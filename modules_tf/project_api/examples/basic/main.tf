# A key that somebody made on the dashboard: it ends in 90 days. Needs OPENAI_ADMIN_KEY.
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

variable "api_key_id" {
  description = "Id of the key (key_...)."
  type        = string
}

module "laptop" {
  source             = "../.."
  project_id         = var.project_id
  api_key_id         = var.api_key_id
  expires_in_seconds = 7776000
}

output "owner" {
  value = module.laptop.owner_name
}
