# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the store (vs_...)."
  value       = openai_vector_store.this.id
}

output "name" {
  description = "Name of the store."
  value       = openai_vector_store.this.name
}

output "status" {
  description = "in_progress, completed or expired; deleted when somebody deleted the store."
  value       = openai_vector_store.this.status
}

output "usage_bytes" {
  description = "Bytes that the store takes up."
  value       = openai_vector_store.this.usage_bytes
}

output "file_counts" {
  description = "Number of files by status."
  value       = openai_vector_store.this.file_counts
}

output "store_files" {
  description = "Files of the store that are described here, by key or path in the folder."
  value       = openai_vector_store.this.store_files
}

output "other_file_ids" {
  description = "Ids of files in the store that are not described here."
  value       = openai_vector_store.this.other_file_ids
}

output "failed" {
  description = "Keys of the files that the API could not index."
  value       = openai_vector_store.this.failed
}

output "problems" {
  description = "What an apply could not do, one sentence each. The next apply goes on where this one stopped."
  value       = openai_vector_store.this.problems
}

output "created_at" {
  description = "Time of creation, in Unix seconds."
  value       = openai_vector_store.this.created_at
}

output "last_active_at" {
  description = "Time of the last use, in Unix seconds."
  value       = openai_vector_store.this.last_active_at
}

output "expires_at" {
  description = "Time at which the store expires, in Unix seconds; null for never."
  value       = openai_vector_store.this.expires_at
}
