# A model that is tuned on the examples of a file. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

variable "training_file" {
  description = "Id of a file of purpose fine-tune."
  type        = string
}

module "support" {
  source        = "../.."
  model         = "gpt-4o-mini"
  training_file = var.training_file
  suffix        = "support"
}

output "model" {
  value = module.support.fine_tuned_model_id
}
