# The failure where more requests failed than may.
mock_provider "openai" {
  mock_resource "openai_batch" {
    defaults = { within_tolerance = false }
  }
}

run "too_many_failed" {
  variables {
    endpoint     = "/v1/embeddings"
    requests     = "{}"
    results_file = "results.jsonl"
  }

  expect_failures = [output.results_file]
}
