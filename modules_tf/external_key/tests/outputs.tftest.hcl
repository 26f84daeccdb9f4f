# The outputs.
mock_provider "openai" {
  mock_resource "openai_external_key" {
    defaults = {
      id         = "extkey_1"
      created_at = 1760000000
    }
  }
}

run "outputs" {
  variables {
    name        = "Vault"
    type        = "aws"
    kms_arn     = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd"
    role_arn    = "arn:aws:iam::111122223333:role/OpenAI"
    external_id = "org-abc123"
  }

  assert {
    condition     = output.id == "extkey_1" && output.external_key_id == "extkey_1"
    error_message = "Both ids must be the registration's."
  }

  assert {
    condition     = output.name == "Vault" && output.created_at == 1760000000 && openai_external_key.this.purpose == "ekm"
    error_message = "name and created_at must be the registration's, and its purpose to encrypt."
  }
}
