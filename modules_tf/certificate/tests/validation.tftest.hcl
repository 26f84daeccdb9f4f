# Each validation once passed and once failed.
mock_provider "openai" {}

variables {
  name        = "laptops"
  certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
}

run "accepts" {
  command = plan
}

run "refuses_name" {
  command = plan

  variables {
    name = " "
  }

  expect_failures = [var.name]
}

run "refuses_a_private_key" {
  command = plan

  variables {
    certificate = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
  }

  expect_failures = [var.certificate]
}
