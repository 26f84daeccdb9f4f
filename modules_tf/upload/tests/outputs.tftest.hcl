# The outputs, and what reaches the resource.
mock_provider "openai" {
  mock_resource "openai_file" {
    defaults = {
      id             = "file-1"
      bytes          = 4
      created_at     = 1760000000
      expires_at     = 1760003600
      content_sha256 = "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"
      parts          = 9
      resumed_parts  = 5
    }
  }
}

run "outputs" {
  variables {
    content       = "text"
    filename      = "a.txt"
    purpose       = "user_data"
    expires_after = { seconds = 3600 }
  }

  assert {
    condition     = output.id == "file-1" && output.file_id == "file-1"
    error_message = "id and file_id must be the file's id."
  }

  assert {
    condition     = output.filename == "a.txt" && output.purpose == "user_data" && output.bytes == 4
    error_message = "filename, purpose and bytes must be the file's."
  }

  assert {
    condition     = output.created_at == 1760000000 && output.expires_at == 1760003600
    error_message = "created_at and expires_at must be the file's."
  }

  assert {
    condition     = output.parts == 9 && output.resumed_parts == 5
    error_message = "parts and resumed_parts must be the upload's."
  }

  assert {
    condition     = openai_file.file.expires_after.anchor == "created_at"
    error_message = "The anchor must default to created_at."
  }
}
