# One role of the organization. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "auditor" {
  source      = "../.."
  name        = "Auditor"
  description = "Sees what is used"
  permissions = ["api.usage.read"]
}

output "role_id" {
  value = module.auditor.role_id
}
