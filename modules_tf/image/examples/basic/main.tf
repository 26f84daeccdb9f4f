# Draws two posters, and edits the first. Needs OPENAI_API_KEY; both calls are paid for.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "poster" {
  source     = "../.."
  prompt     = "A red bicycle in front of a small shop, as a poster of the 1930s, without any writing"
  model      = "gpt-image-2.6-flare"
  n          = 2
  size       = "1024x1536"
  output_dir = "images"
}

module "poster_at_night" {
  source     = "../.."
  operation  = "edit"
  prompt     = "The same at night, the shop is lit"
  model      = "gpt-image-2.6-flare"
  images     = [{ path = module.poster.files[0].path }]
  output_dir = "images/night"
}

output "files" {
  value = concat(module.poster.files[*].path, module.poster_at_night.files[*].path)
}
