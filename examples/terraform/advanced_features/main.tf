# An assistant answers in a conversation that begins with two messages and goes on with a third.

module "drafts" {
  source                = "../../../modules_tf/model"
  model_id              = var.model
  shutdown_warning_days = 180
}

module "support" {
  source       = "../../../modules_tf/assistants"
  name         = "Support"
  model        = module.drafts.id
  instructions = var.instructions
}

module "conversation" {
  source   = "../../../modules_tf/threads"
  metadata = { team = "support" }
  messages = [
    { role = "developer", content = "You answer questions about bicycles." },
    { role = "user", content = "My brakes squeak." },
  ]
}

module "detail" {
  source    = "../../../modules_tf/messages"
  thread_id = module.conversation.thread_id
  content   = "Only when it rains."
}

module "answer" {
  source            = "../../../modules_tf/run"
  thread_id         = module.conversation.thread_id
  assistant         = module.support.definition
  max_output_tokens = 400

  depends_on = [module.detail]
}
