resource "openai_batch" "reviews" {
  endpoint  = "/v1/chat/completions"
  rows_file = "${path.module}/reviews.csv"

  template = jsonencode({
    model    = "gpt-5.6-luna"
    messages = [{ role = "user", content = "Is this review good or bad? One word.\n\n{text}" }]
  })

  results_file = "${path.module}/results.jsonl"
  retry_failed = 2
}

import {
  to = openai_batch.reviews
  id = "batch_abc123"
}
