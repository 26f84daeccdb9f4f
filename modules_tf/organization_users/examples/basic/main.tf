# A person who is to be an owner of the organization. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "ada" {
  source = "../.."
  email  = "ada@example.com"
  role   = "owner"
}

output "user_id" {
  value = module.ada.user_id
}
