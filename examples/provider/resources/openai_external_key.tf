resource "openai_external_key" "vault" {
  name        = "Vault"
  type        = "aws"
  kms_arn     = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  role_arn    = "arn:aws:iam::111122223333:role/OpenAI"
  external_id = "org-abc123"

  lifecycle {
    create_before_destroy = true
  }
}

resource "openai_project" "encrypted" {
  name            = "Encrypted"
  external_key_id = openai_external_key.vault.id
}

import {
  to = openai_external_key.vault
  id = "extkey_abc123"
}
