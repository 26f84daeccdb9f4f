# Each validation once failed; outputs.tftest.hcl passes them.
mock_provider "openai" {}

run "refuses_workload_identity_provider_id" {
  command = plan

  variables {
    workload_identity_provider_id = ""
    project_id                    = "proj_1"
    service_account_id            = "svc_acct_1"
    attribute_matchers            = "{\"sub\": \"repo:acme/site:*\"}"
  }

  expect_failures = [var.workload_identity_provider_id]
}

run "refuses_project_id" {
  command = plan

  variables {
    workload_identity_provider_id = "idp_1"
    project_id                    = ""
    service_account_id            = "svc_acct_1"
    attribute_matchers            = "{\"sub\": \"repo:acme/site:*\"}"
  }

  expect_failures = [var.project_id]
}

run "refuses_service_account_id" {
  command = plan

  variables {
    workload_identity_provider_id = "idp_1"
    project_id                    = "proj_1"
    service_account_id            = ""
    attribute_matchers            = "{\"sub\": \"repo:acme/site:*\"}"
  }

  expect_failures = [var.service_account_id]
}

run "refuses_name" {
  command = plan

  variables {
    workload_identity_provider_id = "idp_1"
    project_id                    = "proj_1"
    service_account_id            = "svc_acct_1"
    attribute_matchers            = "{\"sub\": \"repo:acme/site:*\"}"
    name                          = " "
  }

  expect_failures = [var.name]
}

run "refuses_description" {
  command = plan

  variables {
    workload_identity_provider_id = "idp_1"
    project_id                    = "proj_1"
    service_account_id            = "svc_acct_1"
    attribute_matchers            = "{\"sub\": \"repo:acme/site:*\"}"
    description                   = " "
  }

  expect_failures = [var.description]
}

run "refuses_attribute_matchers" {
  command = plan

  variables {
    workload_identity_provider_id = "idp_1"
    project_id                    = "proj_1"
    service_account_id            = "svc_acct_1"
    attribute_matchers            = "[]"
  }

  expect_failures = [var.attribute_matchers]
}

run "refuses_permissions" {
  command = plan

  variables {
    workload_identity_provider_id = "idp_1"
    project_id                    = "proj_1"
    service_account_id            = "svc_acct_1"
    attribute_matchers            = "{\"sub\": \"repo:acme/site:*\"}"
    permissions                   = { type = "all" }
  }

  expect_failures = [var.permissions]
}

run "refuses_restriction_without_scopes" {
  command = plan

  variables {
    workload_identity_provider_id = "idp_1"
    project_id                    = "proj_1"
    service_account_id            = "svc_acct_1"
    attribute_matchers            = "{\"sub\": \"repo:acme/site:*\"}"
    permissions                   = { type = "restricted" }
  }

  expect_failures = [var.permissions]
}

run "refuses_empty_restriction" {
  command = plan

  variables {
    workload_identity_provider_id = "idp_1"
    project_id                    = "proj_1"
    service_account_id            = "svc_acct_1"
    attribute_matchers            = "{\"sub\": \"repo:acme/site:*\"}"
    permissions                   = { type = "restricted", scopes = [] }
  }

  expect_failures = [var.permissions]
}

run "refuses_scopes_without_restriction" {
  command = plan

  variables {
    workload_identity_provider_id = "idp_1"
    project_id                    = "proj_1"
    service_account_id            = "svc_acct_1"
    attribute_matchers            = "{\"sub\": \"repo:acme/site:*\"}"
    permissions                   = { type = "service_account_default", scopes = ["api.model.read"] }
  }

  expect_failures = [var.permissions]
}
