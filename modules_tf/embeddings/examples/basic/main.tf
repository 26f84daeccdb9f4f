# Two questions as vectors. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "questions" {
  source = "../.."
  inputs = {
    warranty = "How long is the warranty?"
    returns  = "How do I return a bicycle?"
  }
  dimensions = 256
}

output "tokens" {
  value = module.questions.usage.total_tokens
}
