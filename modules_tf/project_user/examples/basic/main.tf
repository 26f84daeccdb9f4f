# A member of a project, added as soon as they joined the organization. Needs OPENAI_ADMIN_KEY.
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

module "ada" {
  source        = "../.."
  project_id    = var.project_id
  email         = "ada@example.com"
  role          = "owner"
  allow_pending = true
}

output "status" {
  value = module.ada.status
}
