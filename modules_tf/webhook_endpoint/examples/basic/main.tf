# Whoever waits for jobs is notified when they end. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

variable "file" {
  description = "Absolute path of the file that takes the signing secret."
  type        = string
}

module "jobs" {
  source       = "../.."
  name         = "Jobs"
  url          = "https://hooks.example.com/openai"
  event_types  = ["batch.completed", "batch.failed", "fine_tuning.job.succeeded", "fine_tuning.job.failed"]
  secret_sink  = { file = var.file }
  rotate_after = 90
}

output "webhook_endpoint_id" {
  value = module.jobs.id
}
