# Each validation once passed and once failed.
mock_provider "openai" {}

run "accepts_all" {
  command = plan

  variables {
    email             = "ada@example.com"
    role              = "owner"
    technical_level   = "expert"
    developer_persona = "engineer"
    remove_on_destroy = true
  }
}

run "accepts_user_id" {
  command = plan

  variables {
    user_id           = "user-1"
    remove_on_destroy = null
  }

  assert {
    condition     = openai_organization_user.this.remove_on_destroy == false
    error_message = "A remove_on_destroy of null must count as false."
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
    role  = "member"
  }

  expect_failures = [var.role]
}
