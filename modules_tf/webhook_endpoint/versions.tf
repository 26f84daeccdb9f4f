# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
terraform {
  # secret_sink is a write-only argument.
  required_version = ">= 1.11.0"

  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}
