# The API's names for results that the resource cannot name so beside its inputs.
output "contents" {
  description = "Texts of all answers, in order."
  value       = [for choice in openai_chat_completion.this.choices : choice.message.content]
}

output "parsed" {
  description = "The first answer as a value, when response_format asks for JSON and the answer has that form."
  value       = try(jsondecode(openai_chat_completion.this.parsed), null)
}

output "function_call" {
  description = "Function the model called in the first answer, in the API's older form."
  value       = openai_chat_completion.this.called_function
}

output "model" {
  description = "Model that really answered, such as the dated snapshot of an alias."
  value       = openai_chat_completion.this.response_model
}

output "service_tier" {
  description = "Tier that really served the call."
  value       = openai_chat_completion.this.response_service_tier
}

output "completion" {
  description = "The API's whole answer, as JSON text."
  value       = openai_chat_completion.this.response_json
}
