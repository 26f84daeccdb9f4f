# A project, a file and a paid answer about it, with Terraform alone. See "Terraform users" in the README.
terraform {
  required_version = ">= 1.11.0"

  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

# The keys and the address come from OPENAI_API_KEY, OPENAI_ADMIN_KEY and OPENAI_BASE_URL.
provider "openai" {}

# Outside of this clone: "git::https://github.com/fjcorp/ansible-collection-openai//modules_tf/files?ref=0.1.0"
module "handbook" {
  source    = "../../modules_tf/files"
  file_path = "${path.module}/../acme/files/employee_handbook.md"
  purpose   = "user_data"
}

module "research" {
  source = "../../modules_tf/projects"
  name   = "Research"
}

module "warnings" {
  source = "../../modules_tf/chat_completion"
  model  = "gpt-5.6-terra"
  messages = [
    {
      role = "user"
      parts = [
        { type = "file", file_id = module.handbook.file_id },
        { type = "text", text = "Which situations need an immediate warning?" },
      ]
    },
  ]
}

output "answer" {
  value = module.warnings.content
}
