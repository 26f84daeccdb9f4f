# An admin key in a file for its owner alone, renewed every 90 days. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

variable "file" {
  description = "Absolute path of the file that takes the key."
  type        = string
}

module "auditor" {
  source       = "../.."
  name         = "auditor"
  secret_sink  = { file = var.file }
  rotate_after = 90
  overlap      = 7
}

output "key_id" {
  value = module.auditor.key_id
}
