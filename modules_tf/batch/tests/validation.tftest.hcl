# Each validation once passed and once failed.
mock_provider "openai" {}

run "accepts_endpoint" {
  command = plan

  variables {
    endpoint = "/v1/responses"
    requests = "{}"
  }
}

run "refuses_endpoint" {
  command = plan

  variables {
    endpoint = "/v1/videos"
    requests = "{}"
  }

  expect_failures = [var.endpoint]
}

run "accepts_input_file_id" {
  command = plan

  variables {
    endpoint      = "/v1/embeddings"
    input_file_id = "file-1"
  }
}

run "refuses_input_file_id" {
  command = plan

  variables {
    endpoint      = "/v1/embeddings"
    input_file_id = " "
  }

  expect_failures = [var.input_file_id]
}

run "accepts_requests" {
  command = plan

  variables {
    endpoint = "/v1/embeddings"
    requests = "{}"
  }
}

run "refuses_requests" {
  command = plan

  variables {
    endpoint = "/v1/embeddings"
    requests = "[]"
  }

  expect_failures = [var.requests]
}

run "accepts_requests_file" {
  command = plan

  variables {
    endpoint      = "/v1/embeddings"
    requests_file = "requests.jsonl"
  }
}

run "refuses_requests_file" {
  command = plan

  variables {
    endpoint      = "/v1/embeddings"
    requests_file = " "
  }

  expect_failures = [var.requests_file]
}

run "accepts_template" {
  command = plan

  variables {
    endpoint  = "/v1/embeddings"
    template  = "{}"
    rows_file = "rows.csv"
  }
}

run "refuses_template" {
  command = plan

  variables {
    endpoint  = "/v1/embeddings"
    template  = "text"
    rows_file = "rows.csv"
  }

  expect_failures = [var.template]
}

run "accepts_rows_file" {
  command = plan

  variables {
    endpoint  = "/v1/embeddings"
    rows_file = "rows.jsonl"
    template  = "{}"
  }
}

run "refuses_rows_file" {
  command = plan

  variables {
    endpoint  = "/v1/embeddings"
    rows_file = "rows.xlsx"
    template  = "{}"
  }

  expect_failures = [var.rows_file]
}

run "accepts_completion_window" {
  command = plan

  variables {
    endpoint          = "/v1/embeddings"
    requests          = "{}"
    completion_window = "24h"
  }
}

run "refuses_completion_window" {
  command = plan

  variables {
    endpoint          = "/v1/embeddings"
    requests          = "{}"
    completion_window = "1h"
  }

  expect_failures = [var.completion_window]
}

run "accepts_metadata_length" {
  command = plan

  variables {
    endpoint = "/v1/embeddings"
    requests = "{}"
    metadata = { team = "x" }
  }
}

run "refuses_metadata_length" {
  command = plan

  variables {
    endpoint = "/v1/embeddings"
    requests = "{}"
    metadata = { for n in range(16) : "k${n}" => "x" }
  }

  expect_failures = [var.metadata]
}

run "accepts_metadata_keys" {
  command = plan

  variables {
    endpoint = "/v1/embeddings"
    requests = "{}"
    metadata = { team = "x" }
  }
}

run "refuses_metadata_keys" {
  command = plan

  variables {
    endpoint = "/v1/embeddings"
    requests = "{}"
    metadata = { "" = "x" }
  }

  expect_failures = [var.metadata]
}

run "accepts_metadata_values" {
  command = plan

  variables {
    endpoint = "/v1/embeddings"
    requests = "{}"
    metadata = { team = "x" }
  }
}

run "refuses_metadata_values" {
  command = plan

  variables {
    endpoint = "/v1/embeddings"
    requests = "{}"
    metadata = { team = join("", [for n in range(513) : "x"]) }
  }

  expect_failures = [var.metadata]
}

run "accepts_output_expires_after_seconds" {
  command = plan

  variables {
    endpoint             = "/v1/embeddings"
    requests             = "{}"
    output_expires_after = { seconds = 3600 }
  }
}

run "refuses_output_expires_after_seconds" {
  command = plan

  variables {
    endpoint             = "/v1/embeddings"
    requests             = "{}"
    output_expires_after = { seconds = 3599 }
  }

  expect_failures = [var.output_expires_after]
}

run "accepts_output_expires_after_anchor" {
  command = plan

  variables {
    endpoint             = "/v1/embeddings"
    requests             = "{}"
    output_expires_after = { seconds = 3600, anchor = "created_at" }
  }
}

run "refuses_output_expires_after_anchor" {
  command = plan

  variables {
    endpoint             = "/v1/embeddings"
    requests             = "{}"
    output_expires_after = { seconds = 3600, anchor = "last_active_at" }
  }

  expect_failures = [var.output_expires_after]
}

run "accepts_results_file" {
  command = plan

  variables {
    endpoint     = "/v1/embeddings"
    requests     = "{}"
    results_file = "results.jsonl"
  }
}

run "refuses_results_file" {
  command = plan

  variables {
    endpoint     = "/v1/embeddings"
    requests     = "{}"
    results_file = " "
  }

  expect_failures = [var.results_file]
}

run "accepts_retry_failed" {
  command = plan

  variables {
    endpoint     = "/v1/embeddings"
    requests     = "{}"
    retry_failed = 10
  }
}

run "refuses_retry_failed" {
  command = plan

  variables {
    endpoint     = "/v1/embeddings"
    requests     = "{}"
    retry_failed = 1.5
  }

  expect_failures = [var.retry_failed]
}

run "accepts_tolerate_failed_pct" {
  command = plan

  variables {
    endpoint            = "/v1/embeddings"
    requests            = "{}"
    tolerate_failed_pct = 0
  }
}

run "refuses_tolerate_failed_pct" {
  command = plan

  variables {
    endpoint            = "/v1/embeddings"
    requests            = "{}"
    tolerate_failed_pct = 101
  }

  expect_failures = [var.tolerate_failed_pct]
}
