# The outputs, and what reaches the resource.
mock_provider "openai" {
  mock_resource "openai_batch" {
    defaults = {
      id               = "batch_1"
      status           = "completed"
      request_count    = 4
      request_counts   = { total = 4, completed = 3, failed = 1, cancelled = 0 }
      within_tolerance = true
      model            = "text-embedding-3-small"
      output_file_id   = "file-out"
      error_file_id    = "file-err"
      created_at       = 1760000000
    }
  }
}

variables {
  endpoint     = "/v1/embeddings"
  requests     = "{}"
  results_file = "results.jsonl"
}

run "outputs" {
  variables {
    output_expires_after = { seconds = 3600 }
  }

  assert {
    condition     = output.id == "batch_1" && output.batch_id == "batch_1" && output.status == "completed"
    error_message = "id, batch_id and status must be the batch's."
  }

  assert {
    condition     = output.request_counts.completed == 3 && output.request_count == 4 && output.within_tolerance
    error_message = "The counts must be the batch's."
  }

  assert {
    condition     = output.output_file_id == "file-out" && output.error_file_id == "file-err"
    error_message = "The files must be the batch's."
  }

  assert {
    condition     = output.results_file == "results.jsonl" && output.model == "text-embedding-3-small"
    error_message = "results_file and model must be told."
  }

  assert {
    condition     = openai_batch.this.output_expires_after.anchor == "created_at" && openai_batch.this.retry_failed == 0
    error_message = "The defaults must reach the resource."
  }
}
