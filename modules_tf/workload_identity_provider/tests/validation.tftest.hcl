# Each validation once failed; outputs.tftest.hcl passes them.
mock_provider "openai" {}

run "refuses_name" {
  command = plan

  variables {
    name     = " "
    issuer   = "https://token.actions.example"
    audience = "https://api.openai.com/v1"
  }

  expect_failures = [var.name]
}

run "refuses_type" {
  command = plan

  variables {
    name     = "CI"
    issuer   = "https://token.actions.example"
    audience = "https://api.openai.com/v1"
    type     = "saml"
  }

  expect_failures = [var.type]
}

run "refuses_issuer" {
  command = plan

  variables {
    name     = "CI"
    issuer   = " "
    audience = "https://api.openai.com/v1"
  }

  expect_failures = [var.issuer]
}

run "refuses_audience" {
  command = plan

  variables {
    name     = "CI"
    issuer   = "https://token.actions.example"
    audience = " "
  }

  expect_failures = [var.audience]
}

run "refuses_description" {
  command = plan

  variables {
    name        = "CI"
    issuer      = "https://token.actions.example"
    audience    = "https://api.openai.com/v1"
    description = " "
  }

  expect_failures = [var.description]
}

run "refuses_keys_by_discovery" {
  command = plan

  variables {
    name         = "CI"
    issuer       = "https://token.actions.example"
    audience     = "https://api.openai.com/v1"
    verification = { type = "discovery", jwks = "{}" }
  }

  expect_failures = [var.verification]
}

run "refuses_upload_without_keys" {
  command = plan

  variables {
    name         = "CI"
    issuer       = "https://token.actions.example"
    audience     = "https://api.openai.com/v1"
    verification = { type = "uploaded_jwks" }
  }

  expect_failures = [var.verification]
}

run "refuses_upload_with_an_address" {
  command = plan

  variables {
    name         = "CI"
    issuer       = "https://token.actions.example"
    audience     = "https://api.openai.com/v1"
    verification = { type = "uploaded_jwks", jwks = "{}", discovery_url = "https://issuer.example" }
  }

  expect_failures = [var.verification]
}

run "refuses_verification" {
  command = plan

  variables {
    name         = "CI"
    issuer       = "https://token.actions.example"
    audience     = "https://api.openai.com/v1"
    verification = { type = "trust" }
  }

  expect_failures = [var.verification]
}

run "refuses_address" {
  command = plan

  variables {
    name         = "CI"
    issuer       = "https://token.actions.example"
    audience     = "https://api.openai.com/v1"
    verification = { type = "discovery", discovery_url = "http://issuer.example" }
  }

  expect_failures = [var.verification]
}

run "refuses_keys" {
  command = plan

  variables {
    name         = "CI"
    issuer       = "https://token.actions.example"
    audience     = "https://api.openai.com/v1"
    verification = { type = "uploaded_jwks", jwks = "[]" }
  }

  expect_failures = [var.verification]
}

run "refuses_many_transformations" {
  command = plan

  variables {
    name                      = "CI"
    issuer                    = "https://token.actions.example"
    audience                  = "https://api.openai.com/v1"
    attribute_transformations = [for number in range(21) : { attribute = "openai.a${number}", expression = "assertion.sub" }]
  }

  expect_failures = [var.attribute_transformations]
}

run "refuses_attribute" {
  command = plan

  variables {
    name                      = "CI"
    issuer                    = "https://token.actions.example"
    audience                  = "https://api.openai.com/v1"
    attribute_transformations = [{ attribute = "sub", expression = "assertion.sub" }]
  }

  expect_failures = [var.attribute_transformations]
}

run "refuses_long_attribute" {
  command = plan

  variables {
    name                      = "CI"
    issuer                    = "https://token.actions.example"
    audience                  = "https://api.openai.com/v1"
    attribute_transformations = [{ attribute = "openai.${format("%250s", "a")}", expression = "assertion.sub" }]
  }

  expect_failures = [var.attribute_transformations]
}

run "refuses_expression" {
  command = plan

  variables {
    name                      = "CI"
    issuer                    = "https://token.actions.example"
    audience                  = "https://api.openai.com/v1"
    attribute_transformations = [{ attribute = "openai.sub", expression = " " }]
  }

  expect_failures = [var.attribute_transformations]
}

run "refuses_long_expression" {
  command = plan

  variables {
    name                      = "CI"
    issuer                    = "https://token.actions.example"
    audience                  = "https://api.openai.com/v1"
    attribute_transformations = [{ attribute = "openai.sub", expression = format("%4097s", "a") }]
  }

  expect_failures = [var.attribute_transformations]
}
