# The names that the module had when conversations were threads.
output "thread_id" {
  description = "Id of the conversation, under the name that other modules use for their input."
  value       = openai_thread.this.id
}

output "thread_created_at" {
  description = "Time of creation in Unix seconds."
  value       = openai_thread.this.created_at
}

output "thread_metadata" {
  description = "Labels of the conversation."
  value       = openai_thread.this.metadata
}
