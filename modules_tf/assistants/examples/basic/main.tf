# Defines an assistant. Nothing is made at the API, and nothing is paid for. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "support" {
  source       = "../.."
  name         = "Support"
  model        = "gpt-5.6-terra"
  instructions = "Answer in one sentence."
  tools        = [{ web_search = { allowed_domains = ["example.com"] } }]
}

output "version" {
  value = module.support.version
}
