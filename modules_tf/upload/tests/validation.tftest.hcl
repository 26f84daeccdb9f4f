# Each validation once passed and once failed.
mock_provider "openai" {}

run "accepts_filename" {
  command = plan

  variables {
    content  = "text"
    filename = "b.txt"
    purpose  = "user_data"
  }
}

run "refuses_filename" {
  command = plan

  variables {
    content  = "text"
    filename = "folder/b.txt"
    purpose  = "user_data"
  }

  expect_failures = [var.filename]
}

run "accepts_purpose" {
  command = plan

  variables {
    content  = "text"
    filename = "a.txt"
    purpose  = "evals"
  }
}

run "refuses_purpose" {
  command = plan

  variables {
    content  = "text"
    filename = "a.txt"
    purpose  = "tuning"
  }

  expect_failures = [var.purpose]
}

run "accepts_expires_after_seconds" {
  command = plan

  variables {
    content       = "text"
    filename      = "a.txt"
    purpose       = "user_data"
    expires_after = { seconds = 3600 }
  }
}

run "refuses_expires_after_seconds" {
  command = plan

  variables {
    content       = "text"
    filename      = "a.txt"
    purpose       = "user_data"
    expires_after = { seconds = 3599 }
  }

  expect_failures = [var.expires_after]
}

run "accepts_expires_after_anchor" {
  command = plan

  variables {
    content       = "text"
    filename      = "a.txt"
    purpose       = "user_data"
    expires_after = { seconds = 2592000, anchor = "created_at" }
  }
}

run "refuses_expires_after_anchor" {
  command = plan

  variables {
    content       = "text"
    filename      = "a.txt"
    purpose       = "user_data"
    expires_after = { seconds = 3600, anchor = "last_active_at" }
  }

  expect_failures = [var.expires_after]
}

run "accepts_file_path" {
  command = plan

  variables {
    file_path = "training.jsonl"
    purpose   = "fine-tune"
  }
}

run "refuses_file_path" {
  command = plan

  variables {
    file_path = " "
    purpose   = "fine-tune"
  }

  expect_failures = [var.file_path]
}

run "accepts_mime_type" {
  command = plan

  variables {
    content   = "text"
    filename  = "a.txt"
    purpose   = "user_data"
    mime_type = "text/plain"
  }
}

run "refuses_mime_type" {
  command = plan

  variables {
    content   = "text"
    filename  = "a.txt"
    purpose   = "user_data"
    mime_type = "plain"
  }

  expect_failures = [var.mime_type]
}

run "accepts_multipart_threshold" {
  command = plan

  variables {
    content             = "text"
    filename            = "a.txt"
    purpose             = "user_data"
    multipart_threshold = 536870912
  }
}

run "refuses_multipart_threshold" {
  command = plan

  variables {
    content             = "text"
    filename            = "a.txt"
    purpose             = "user_data"
    multipart_threshold = 536870913
  }

  expect_failures = [var.multipart_threshold]
}

run "accepts_part_size" {
  command = plan

  variables {
    content   = "text"
    filename  = "a.txt"
    purpose   = "user_data"
    part_size = 67108864
  }
}

run "refuses_part_size" {
  command = plan

  variables {
    content   = "text"
    filename  = "a.txt"
    purpose   = "user_data"
    part_size = 0.5
  }

  expect_failures = [var.part_size]
}

run "accepts_parallel" {
  command = plan

  variables {
    content  = "text"
    filename = "a.txt"
    purpose  = "user_data"
    parallel = 1
  }
}

run "refuses_parallel" {
  command = plan

  variables {
    content  = "text"
    filename = "a.txt"
    purpose  = "user_data"
    parallel = 0
  }

  expect_failures = [var.parallel]
}
