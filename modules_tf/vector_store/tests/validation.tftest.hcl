# Each validation once passed and once failed.
mock_provider "openai" {}

run "accepts_name" {
  command = plan

  variables {
    name = "Manuals"
  }
}

run "refuses_name" {
  command = plan

  variables {
    name = " "
  }

  expect_failures = [var.name]
}

run "accepts_name_length" {
  command = plan

  variables {
    name = join("", [for each in range(256) : "a"])
  }
}

run "refuses_name_length" {
  command = plan

  variables {
    name = join("", [for each in range(257) : "a"])
  }

  expect_failures = [var.name]
}

run "accepts_metadata" {
  command = plan

  variables {
    name     = "Manuals"
    metadata = { for each in range(16) : "key${each}" => "a" }
  }
}

run "refuses_metadata" {
  command = plan

  variables {
    name     = "Manuals"
    metadata = { for each in range(17) : "key${each}" => "a" }
  }

  expect_failures = [var.metadata]
}

run "accepts_metadata_key" {
  command = plan

  variables {
    name     = "Manuals"
    metadata = { (join("", [for each in range(64) : "a"])) = "a" }
  }
}

run "refuses_metadata_key" {
  command = plan

  variables {
    name     = "Manuals"
    metadata = { (join("", [for each in range(65) : "a"])) = "a" }
  }

  expect_failures = [var.metadata]
}

run "accepts_metadata_value" {
  command = plan

  variables {
    name     = "Manuals"
    metadata = { team = join("", [for each in range(512) : "a"]) }
  }
}

run "refuses_metadata_value" {
  command = plan

  variables {
    name     = "Manuals"
    metadata = { team = join("", [for each in range(513) : "a"]) }
  }

  expect_failures = [var.metadata]
}

run "accepts_expires_after_days" {
  command = plan

  variables {
    name          = "Manuals"
    expires_after = { days = 365 }
  }
}

run "refuses_expires_after_days" {
  command = plan

  variables {
    name          = "Manuals"
    expires_after = { days = 366 }
  }

  expect_failures = [var.expires_after]
}

run "accepts_expires_after_anchor" {
  command = plan

  variables {
    name          = "Manuals"
    expires_after = { days = 1, anchor = "last_active_at" }
  }
}

run "refuses_expires_after_anchor" {
  command = plan

  variables {
    name          = "Manuals"
    expires_after = { days = 1, anchor = "created_at" }
  }

  expect_failures = [var.expires_after]
}

run "accepts_search_checks_query" {
  command = plan

  variables {
    name          = "Manuals"
    search_checks = [{ query = "Which oil?" }]
  }
}

run "refuses_search_checks_query" {
  command = plan

  variables {
    name          = "Manuals"
    search_checks = [{ query = " " }]
  }

  expect_failures = [var.search_checks]
}

run "accepts_search_checks_filters" {
  command = plan

  variables {
    name          = "Manuals"
    search_checks = [{ query = "Which oil?", filters = jsonencode({ type = "eq", key = "year", value = 2026 }) }]
  }
}

run "refuses_search_checks_filters" {
  command = plan

  variables {
    name          = "Manuals"
    search_checks = [{ query = "Which oil?", filters = "year" }]
  }

  expect_failures = [var.search_checks]
}

run "accepts_search_checks_expect_file" {
  command = plan

  variables {
    name          = "Manuals"
    search_checks = [{ query = "Which oil?", expect_file = "brakes.md" }]
  }
}

run "refuses_search_checks_expect_file" {
  command = plan

  variables {
    name          = "Manuals"
    search_checks = [{ query = "Which oil?", expect_file = " " }]
  }

  expect_failures = [var.search_checks]
}

run "accepts_search_checks_min_score" {
  command = plan

  variables {
    name          = "Manuals"
    search_checks = [{ query = "Which oil?", min_score = 0.5 }]
  }
}

run "refuses_search_checks_min_score" {
  command = plan

  variables {
    name          = "Manuals"
    search_checks = [{ query = "Which oil?", min_score = 1.1 }]
  }

  expect_failures = [var.search_checks]
}
