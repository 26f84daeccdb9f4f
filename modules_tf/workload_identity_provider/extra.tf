output "workload_identity_provider_id" {
  description = "Id of the provider, under the name other modules use for their input."
  value       = openai_workload_identity_provider.this.id
}
