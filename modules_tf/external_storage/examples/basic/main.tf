# Storage at AWS for one project. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "records" {
  source     = "../.."
  project_id = "proj_abc123"
  type       = "aws"
  bucket     = "arn:aws:s3:::acme-records"
  role_arn   = "arn:aws:iam::111122223333:role/OpenAIStorage"
}

output "status" {
  value = module.records.status
}
