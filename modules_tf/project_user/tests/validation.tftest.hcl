# Each validation once passed and once failed.
mock_provider "openai" {}

variables {
  project_id = "proj_1"
}

run "accepts_email" {
  command = plan

  variables {
    email = "ada@example.com"
  }

  assert {
    condition     = openai_project_user.this.role == "member" && openai_project_user.this.allow_pending == false
    error_message = "A person must be a member, and there already, unless it is said otherwise."
  }
}

run "accepts_user_id" {
  command = plan

  variables {
    user_id       = "user-1"
    role          = "Auditor"
    allow_pending = null
  }
}

run "refuses_email" {
  command = plan

  variables {
    email = "ada"
  }

  expect_failures = [var.email]
}

run "refuses_role" {
  command = plan

  variables {
    email = "ada@example.com"
    role  = " "
  }

  expect_failures = [var.role]
}
