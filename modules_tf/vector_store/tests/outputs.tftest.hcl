# The outputs, and what reaches the resource.
mock_provider "openai" {
  mock_resource "openai_vector_store" {
    defaults = {
      id             = "vs_1"
      status         = "completed"
      usage_bytes    = 4096
      file_counts    = { in_progress = 0, completed = 1, failed = 0, cancelled = 0, total = 1 }
      other_file_ids = ["file-9"]
      failed         = []
      problems       = []
      created_at     = 1760000000
      last_active_at = 1760000001
      expires_at     = 1760604801
    }
  }
}

run "outputs" {
  variables {
    name          = "Manuals"
    expires_after = { days = 7 }
    files         = { glossary = { file_id = "file-1" } }
  }

  assert {
    condition     = output.id == "vs_1" && output.name == "Manuals" && output.status == "completed"
    error_message = "id, name and status must be the store's."
  }

  assert {
    condition     = output.usage_bytes == 4096 && output.file_counts.completed == 1
    error_message = "usage_bytes and file_counts must be the store's."
  }

  assert {
    condition     = output.store_files == openai_vector_store.this.store_files && output.other_file_ids == tolist(["file-9"])
    error_message = "store_files and other_file_ids must be the store's."
  }

  assert {
    condition     = length(output.failed) == 0 && length(output.problems) == 0
    error_message = "failed and problems must be the store's."
  }

  assert {
    condition     = output.created_at == 1760000000 && output.last_active_at == 1760000001 && output.expires_at == 1760604801
    error_message = "The times must be the store's."
  }

  assert {
    condition     = openai_vector_store.this.expires_after.anchor == "last_active_at"
    error_message = "The anchor must default to last_active_at."
  }

  assert {
    condition     = openai_vector_store.this.prune && openai_vector_store.this.wait && !openai_vector_store.this.exclusive
    error_message = "prune and wait must default to true, exclusive to false."
  }
}
