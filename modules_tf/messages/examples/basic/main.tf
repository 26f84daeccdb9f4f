# Two messages of a new conversation, in order. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "support" {
  source = "../../../threads"
}

module "question" {
  source    = "../.."
  thread_id = module.support.thread_id
  content   = "My brakes squeak."
}

module "detail" {
  source    = "../.."
  thread_id = module.support.thread_id
  content   = "Only when it rains."
  after     = module.question.message_id
}

output "message_ids" {
  value = [module.question.message_id, module.detail.message_id]
}
