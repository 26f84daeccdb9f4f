terraform {
  required_version = ">= 1.11.0"

  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

# Without settings here, all come from the environment.
provider "openai" {
  max_wait = 300
}
