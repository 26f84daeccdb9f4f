# Text that becomes a file for a day. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "glossary" {
  source        = "../.."
  content       = "A derailleur moves the chain from one sprocket to another."
  filename      = "glossary.txt"
  purpose       = "user_data"
  expires_after = { seconds = 86400 }
}

output "file_id" {
  value = module.glossary.file_id
}
