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

  # US dollars for all paid calls of a plan together, by their estimates.
  max_cost = 5
}
