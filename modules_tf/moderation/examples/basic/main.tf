# Judges two texts, and stops where one is violent. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "reviews" {
  source = "../.."
  inputs = {
    brakes = { text = "The brakes squeak, and the bell is too quiet." }
    saddle = { text = "The saddle is comfortable." }
  }
  thresholds      = { violence = 0.4 }
  fail_on_flagged = true
}

output "flagged" {
  value = module.reviews.flagged
}
