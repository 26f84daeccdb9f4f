# An account for a pipeline, with one key in a file, renewed every 30 days. Needs OPENAI_ADMIN_KEY.
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

variable "file" {
  description = "Absolute path of the file that takes the key."
  type        = string
}

module "pipeline" {
  source     = "../.."
  project_id = var.project_id
  name       = "pipeline"

  api_keys = {
    main = {
      scopes       = ["api.model.read"]
      rotate_after = 30
      overlap      = 2
      secret_sink  = { file = var.file }
    }
  }
}

output "service_account_id" {
  value = module.pipeline.service_account_id
}
