# Each validation once passed and once failed.
mock_provider "openai" {}

variables {
  email = "eve@example.com"
}

run "accepts_all" {
  command = plan

  variables {
    role         = "owner"
    projects     = [{ project_id = "proj_1" }, { project_id = "proj_2", role = "owner" }]
    resend_limit = 0
  }

  assert {
    condition     = openai_invite.this.projects[0].role == "member" && openai_invite.this.projects[1].role == "owner"
    error_message = "A project without a role must make a member."
  }
}

run "accepts_the_least" {
  command = plan

  variables {
    role         = null
    resend_limit = null
  }

  assert {
    condition     = openai_invite.this.role == "reader" && openai_invite.this.resend_limit == 3
    error_message = "Null must count as the default."
  }
}

run "refuses_email" {
  command = plan

  variables {
    email = "eve"
  }

  expect_failures = [var.email]
}

run "refuses_role" {
  command = plan

  variables {
    role = "member"
  }

  expect_failures = [var.role]
}

run "refuses_role_of_project" {
  command = plan

  variables {
    projects = [{ project_id = "proj_1", role = "reader" }]
  }

  expect_failures = [var.projects]
}

run "refuses_resend_limit" {
  command = plan

  variables {
    resend_limit = 0.5
  }

  expect_failures = [var.resend_limit]
}
