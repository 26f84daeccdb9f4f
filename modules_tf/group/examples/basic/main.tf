# One group with two members, who may read usage. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "auditor" {
  source      = "../../../role"
  name        = "Auditor"
  permissions = ["api.usage.read"]
}

module "engineers" {
  source  = "../.."
  name    = "Engineers"
  members = ["ada@example.com", "bo@example.com"]
  roles   = [module.auditor.role_id]
}

output "group_id" {
  value = module.engineers.group_id
}
