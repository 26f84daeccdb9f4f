# Has an assistant answer in a conversation that is there. A paid call. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

variable "thread_id" {
  description = "Id of a conversation (conv_...)."
  type        = string
}

module "support" {
  source       = "../../../assistants"
  name         = "Support"
  model        = "gpt-5.6-terra"
  instructions = "Answer in one sentence."
}

module "answer" {
  source              = "../.."
  thread_id           = var.thread_id
  assistant           = module.support.definition
  additional_messages = [{ role = "user", content = "When do you open?" }]
}

output "answer" {
  value = module.answer.output_text
}
