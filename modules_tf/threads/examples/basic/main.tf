# A conversation that begins with two messages. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "support" {
  source   = "../.."
  metadata = { team = "support" }
  messages = [
    { role = "developer", content = "You answer questions about bicycles." },
    { role = "user", content = "My brakes squeak." },
  ]
}

output "thread_id" {
  value = module.support.thread_id
}
