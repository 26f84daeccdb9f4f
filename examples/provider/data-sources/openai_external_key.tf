data "openai_external_key" "vault" {
  name     = "Vault"
  validate = true
}

output "vault_status" {
  value = data.openai_external_key.vault.status
}
