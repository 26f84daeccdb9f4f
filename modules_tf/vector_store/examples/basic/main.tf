# A store with one uploaded text that expires a week after its last use. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "glossary" {
  source   = "../../../files"
  content  = "A derailleur moves the chain from one sprocket to another."
  filename = "glossary.txt"
  purpose  = "assistants"
}

module "workshop" {
  source        = "../.."
  name          = "Workshop"
  expires_after = { days = 7 }
  files         = { glossary = { file_id = module.glossary.file_id, attributes = jsonencode({ team = "workshop" }) } }
}

output "vector_store_id" {
  value = module.workshop.id
}
