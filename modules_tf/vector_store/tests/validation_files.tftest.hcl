# Each validation of files and folder once passed and once failed.
mock_provider "openai" {}

run "accepts_files" {
  command = plan

  variables {
    name  = "Manuals"
    files = { a = { file_id = "file-1" }, b = { file_path = "a.md" } }
  }
}

run "refuses_files" {
  command = plan

  variables {
    name  = "Manuals"
    files = { a = { file_id = "file-1", file_path = "a.md" } }
  }

  expect_failures = [var.files]
}

run "accepts_files_file_path" {
  command = plan

  variables {
    name  = "Manuals"
    files = { a = { file_path = "a.md" } }
  }
}

run "refuses_files_file_path" {
  command = plan

  variables {
    name  = "Manuals"
    files = { a = { file_path = " " } }
  }

  expect_failures = [var.files]
}

run "accepts_files_attributes" {
  command = plan

  variables {
    name  = "Manuals"
    files = { a = { file_id = "file-1", attributes = jsonencode({ year = 2026 }) } }
  }
}

run "refuses_files_attributes" {
  command = plan

  variables {
    name  = "Manuals"
    files = { a = { file_id = "file-1", attributes = "[]" } }
  }

  expect_failures = [var.files]
}

run "accepts_files_chunk_size" {
  command = plan

  variables {
    name  = "Manuals"
    files = { a = { file_id = "file-1", chunking_strategy = { max_chunk_size_tokens = 100, chunk_overlap_tokens = 0 } } }
  }
}

run "refuses_files_chunk_size" {
  command = plan

  variables {
    name  = "Manuals"
    files = { a = { file_id = "file-1", chunking_strategy = { max_chunk_size_tokens = 99, chunk_overlap_tokens = 0 } } }
  }

  expect_failures = [var.files]
}

run "accepts_files_chunk_overlap" {
  command = plan

  variables {
    name  = "Manuals"
    files = { a = { file_id = "file-1", chunking_strategy = { max_chunk_size_tokens = 4096, chunk_overlap_tokens = 2048 } } }
  }
}

run "refuses_files_chunk_overlap" {
  command = plan

  variables {
    name  = "Manuals"
    files = { a = { file_id = "file-1", chunking_strategy = { max_chunk_size_tokens = 4096, chunk_overlap_tokens = 2049 } } }
  }

  expect_failures = [var.files]
}

run "accepts_folder_path" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals" }
  }
}

run "refuses_folder_path" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = " " }
  }

  expect_failures = [var.folder]
}

run "accepts_folder_include" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", include = ["**/*.md"] }
  }
}

run "refuses_folder_include" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", include = [] }
  }

  expect_failures = [var.folder]
}

run "accepts_folder_include_pattern" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", include = ["*.md", "*.pdf"] }
  }
}

run "refuses_folder_include_pattern" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", include = [" "] }
  }

  expect_failures = [var.folder]
}

run "accepts_folder_exclude" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", exclude = ["drafts/**"] }
  }
}

run "refuses_folder_exclude" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", exclude = [" "] }
  }

  expect_failures = [var.folder]
}

run "accepts_folder_attributes" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", attributes = jsonencode({ team = "web" }) }
  }
}

run "refuses_folder_attributes" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", attributes = "text" }
  }

  expect_failures = [var.folder]
}

run "accepts_folder_attributes_from" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", attributes_from = ["path", "name", "extension", "git_blob"] }
  }
}

run "refuses_folder_attributes_from" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", attributes_from = ["size"] }
  }

  expect_failures = [var.folder]
}

run "accepts_folder_chunk_size" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", chunking_strategy = { max_chunk_size_tokens = 4096, chunk_overlap_tokens = 0 } }
  }
}

run "refuses_folder_chunk_size" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", chunking_strategy = { max_chunk_size_tokens = 4097, chunk_overlap_tokens = 0 } }
  }

  expect_failures = [var.folder]
}

run "accepts_folder_chunk_overlap" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", chunking_strategy = { max_chunk_size_tokens = 100, chunk_overlap_tokens = 50 } }
  }
}

run "refuses_folder_chunk_overlap" {
  command = plan

  variables {
    name   = "Manuals"
    folder = { path = "manuals", chunking_strategy = { max_chunk_size_tokens = 100, chunk_overlap_tokens = -1 } }
  }

  expect_failures = [var.folder]
}
