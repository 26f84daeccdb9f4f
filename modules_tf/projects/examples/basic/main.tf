# One project, protected against being archived. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "research" {
  source              = "../.."
  name                = "Research"
  deletion_protection = true
}

output "project_id" {
  value = module.research.project_id
}
