output "external_key_id" {
  description = "Id of the external key, under the name other modules use for their input."
  value       = openai_external_key.this.id
}
