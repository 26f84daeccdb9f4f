# One registration of a key at AWS. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "vault" {
  source      = "../.."
  name        = "Vault"
  type        = "aws"
  kms_arn     = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  role_arn    = "arn:aws:iam::111122223333:role/OpenAI"
  external_id = "org-abc123"
}

output "external_key_id" {
  value = module.vault.external_key_id
}
