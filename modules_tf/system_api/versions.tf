terraform {
  # secret_sink is a write-only argument.
  required_version = ">= 1.11.0"

  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}
