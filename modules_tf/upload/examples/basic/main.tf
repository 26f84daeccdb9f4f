# A file of this example itself, kept for a day and sent in parts of 256 bytes. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "example" {
  source              = "../.."
  file_path           = "${path.module}/main.tf"
  filename            = "example.txt"
  purpose             = "user_data"
  expires_after       = { seconds = 86400 }
  multipart_threshold = 256
  part_size           = 256
}

output "file_id" {
  value = module.example.file_id
}
