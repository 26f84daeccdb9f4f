# Training file, job and inference in one apply. Needs OPENAI_API_KEY.
locals {
  training_data = "${path.module}/../acme/files/support_conversations.jsonl"
}

terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "training_file" {
  source    = "../../modules_tf/files"
  file_path = local.training_data
  purpose   = "fine-tune"
}

module "fine_tune" {
  source        = "../../modules_tf/fine_tuning"
  model         = "gpt-4o-mini"
  training_file = module.training_file.file_id

  # By this copy the first plan checks the examples, and reckons what training costs.
  training_file_path = local.training_data
}

module "inference" {
  source                = "../../modules_tf/chat_completion"
  model                 = module.fine_tune.fine_tuned_model_id
  base_model            = "gpt-4o-mini"
  messages              = [{ role = "user", content = "My brake squeals. What can I do?" }]
  max_completion_tokens = 300
}

data "openai_fine_tuned_models" "all" {
  depends_on = [module.fine_tune]
}

output "answer" {
  value = module.inference.content
}

output "tuned_models" {
  value = data.openai_fine_tuned_models.all.fine_tuned_models
}
