# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the external storage (extstorage_...)."
  value       = openai_external_storage.this.id
}

output "project_id" {
  description = "Id of the project (proj_...). Another one plans another object."
  value       = openai_external_storage.this.project_id
}

output "type" {
  description = "Cloud of the storage: aws, gcp, azure or oci."
  value       = openai_external_storage.this.type
}

output "region" {
  description = "Oracle Cloud: region of the bucket. Elsewhere the API finds it out."
  value       = openai_external_storage.this.region
}

output "geography" {
  description = "Geography that the region belongs to, such as US."
  value       = openai_external_storage.this.geography
}

output "status" {
  description = "pending, validated, degraded or unhealthy, by the last trial."
  value       = openai_external_storage.this.status
}

output "created_at" {
  description = "Time of its registration in Unix seconds."
  value       = openai_external_storage.this.created_at
}
