# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the assistant (asst_...), made of its first name. The API knows nothing of it."
  value       = openai_assistant.this.id
}

output "name" {
  description = "Name of the assistant, up to 256 characters. Its id is made of the name that it had at first."
  value       = openai_assistant.this.name
}

output "model" {
  description = "Model that answers, such as gpt-5.6-terra or the id of a fine-tuned model."
  value       = openai_assistant.this.model
}

output "version" {
  description = "SHA-256 of the definition: another definition is another version."
  value       = openai_assistant.this.version
}

output "definition" {
  description = "The definition as JSON text: what the assistant says of the body of a request. openai_run takes it as assistant; in HCL, jsondecode makes it a part of a batch's request."
  value       = openai_assistant.this.definition
}

output "changes" {
  description = "How this version differs from the one before it, a line for each change."
  value       = openai_assistant.this.changes
}

output "created_at" {
  description = "Time of the first version in Unix seconds, by the API's clock."
  value       = openai_assistant.this.created_at
}
