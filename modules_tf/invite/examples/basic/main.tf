# An invite that gives no project. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "eve" {
  source   = "../.."
  email    = "eve@example.com"
  projects = []
}

output "status" {
  value = module.eve.status
}
