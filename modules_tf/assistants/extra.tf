# The outputs under the names that others' modules of assistants have.
output "assistant_id" {
  description = "Id of the assistant (asst_...). The API knows nothing of it."
  value       = openai_assistant.this.id
}

output "assistant_name" {
  description = "Name of the assistant."
  value       = openai_assistant.this.name
}

output "assistant_model" {
  description = "Model that answers."
  value       = openai_assistant.this.model
}

output "assistant_description" {
  description = "What the assistant is for, for people."
  value       = openai_assistant.this.description
}

output "assistant_instructions" {
  description = "What the assistant is told, that of a file included."
  value       = lookup(jsondecode(openai_assistant.this.definition), "instructions", null)
}

output "assistant_tools" {
  description = "What the assistant can use."
  value       = openai_assistant.this.tools
}

output "assistant_metadata" {
  description = "Labels of each answer."
  value       = openai_assistant.this.metadata
}

output "assistant_created_at" {
  description = "Time of the first version in Unix seconds."
  value       = openai_assistant.this.created_at
}
