# Each validation once failed; outputs.tftest.hcl passes them.
mock_provider "openai" {}

run "refuses_name" {
  command = plan

  variables {
    name       = " "
    type       = "oci"
    region     = "eu-frankfurt-1"
    vault_ocid = "ocid1.vault"
    key_ocid   = "ocid1.key"
  }

  expect_failures = [var.name]
}

run "refuses_type" {
  command = plan

  variables {
    name = "Vault"
    type = "ibm"
  }

  expect_failures = [var.type]
}

run "refuses_purpose" {
  command = plan

  variables {
    name      = "Vault"
    type      = "azure"
    purpose   = "signing"
    tenant_id = "00000000-0000-0000-0000-000000000000"
    vault_uri = "https://acme.vault.azure.net"
    key_name  = "openai"
  }

  expect_failures = [var.purpose]
}
