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
    certificate = format("-----BEGIN %s-----\nMIIB\n-----END %s-----\n%s", "PRIVATE KEY", "PRIVATE KEY", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
  }

  expect_failures = [var.certificate]
}
