# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the external key (extkey_...)."
  value       = openai_external_key.this.id
}

output "name" {
  description = "Name of the registration, as people see it."
  value       = openai_external_key.this.name
}

output "type" {
  description = "Cloud of the key: aws, gcp, azure or oci."
  value       = openai_external_key.this.type
}

output "purpose" {
  description = "ekm, to encrypt what projects keep, or psp_decryption."
  value       = openai_external_key.this.purpose
}

output "created_at" {
  description = "Time of its registration in Unix seconds."
  value       = openai_external_key.this.created_at
}
