resource "openai_file" "training" {
  file_path = "${path.module}/training.jsonl"
  purpose   = "fine-tune"
}

resource "openai_fine_tuning_job" "support" {
  model         = "gpt-4o-mini"
  training_file = openai_file.training.id
  suffix        = "support"

  method = {
    type       = "supervised"
    supervised = { hyperparameters = { n_epochs = 3 } }
  }
}

resource "openai_chat_completion" "answer" {
  model    = openai_fine_tuning_job.support.fine_tuned_model
  messages = [{ role = "user", content = "My brake squeals." }]
}

import {
  to = openai_fine_tuning_job.support
  id = "ftjob-abc123"
}
