# The outputs, and what reaches the resource.
mock_provider "openai" {
  mock_resource "openai_embeddings" {
    defaults = {
      id             = "first"
      digest         = "second"
      embeddings     = { a = [0.6, 0.8] }
      response_model = "text-embedding-3-small"
      vector_size    = 2
      text_count     = 1
      paid_count     = 1
      usage          = { prompt_tokens = 3, total_tokens = 3 }
      duplicates     = [{ key = "a", other = "b", similarity = 1 }]
      output_sha256  = "abc"
    }
  }
}

run "outputs" {
  variables {
    inputs      = { a = "A text" }
    oversized   = { mode = "chunk", max_tokens = 800 }
    output_file = "vectors.npy"
  }

  assert {
    condition     = output.id == "first" && output.digest == "second" && output.embedding_id == "second"
    error_message = "id and digest must be the resource's."
  }

  assert {
    condition     = output.embeddings["a"][1] == 0.8 && output.vector_size == 2 && output.text_count == 1
    error_message = "embeddings must be the vectors by key."
  }

  assert {
    condition     = output.model_used == "text-embedding-3-small" && output.response_model == output.model_used
    error_message = "model_used must be the model that embedded."
  }

  assert {
    condition     = output.usage.total_tokens == 3 && output.paid_count == 1 && output.duplicates[0].other == "b"
    error_message = "usage, paid_count and duplicates must be the resource's."
  }

  assert {
    condition     = output.output_sha256 == "abc" && openai_embeddings.this.output_file == "vectors.npy"
    error_message = "The file must reach the resource, and its digest the outputs."
  }

  assert {
    condition     = openai_embeddings.this.oversized.mode == "chunk" && openai_embeddings.this.oversized.overlap == 0
    error_message = "oversized must reach the resource, with its defaults."
  }

  assert {
    condition     = openai_embeddings.this.model == "text-embedding-3-small" && openai_embeddings.this.encoding_format == "float"
    error_message = "model and encoding_format must have their defaults."
  }
}
