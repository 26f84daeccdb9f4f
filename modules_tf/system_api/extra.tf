# A long name beside the short one.
output "key_id" {
  description = "Id of the key, under its long name."
  value       = openai_admin_api_key.this.id
}
