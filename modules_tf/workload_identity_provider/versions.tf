# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
terraform {
  required_version = ">= 1.6.0"

  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}
