output "answer" {
  description = "What the model says to the file."
  value       = module.warnings.content
}

output "brakes" {
  description = "The answer in the form that was asked for, as JSON text."
  value       = module.brakes.output_text
}

output "tokens" {
  description = "Tokens of the texts that became vectors."
  value       = module.questions.usage.total_tokens
}
