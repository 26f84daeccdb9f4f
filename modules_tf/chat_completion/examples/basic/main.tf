# One paid answer in a given form. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "chat" {
  source = "../.."
  model  = "gpt-5.6-terra"
  messages = [
    { role = "developer", content = "You name things. One word." },
    { role = "user", content = "A bicycle for the city." },
  ]
  max_completion_tokens = 200
  response_format = {
    type = "json_schema"
    json_schema = {
      name   = "name"
      strict = true
      schema = jsonencode({
        type                 = "object"
        additionalProperties = false
        required             = ["name"]
        properties           = { name = { type = "string" } }
      })
    }
  }
}

output "name" {
  value = jsondecode(module.chat.content).name
}
