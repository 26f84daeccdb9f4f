# The API's names for results that the resource cannot name so beside its inputs.
output "object" {
  description = "Kind of the object: response."
  value       = "response"
}

output "output" {
  description = "All items of the answer, reasoning and hosted tools included."
  value       = openai_model_response.this.output_items
}

output "parsed" {
  description = "The answer as a value, when text_format asks for JSON and the answer has that form."
  value       = try(jsondecode(openai_model_response.this.parsed), null)
}

output "moderation" {
  description = "What the moderation in the same call found."
  value       = openai_model_response.this.moderation_results
}

output "model" {
  description = "Model that really answered, such as the dated snapshot of an alias."
  value       = openai_model_response.this.response_model
}

output "service_tier" {
  description = "Tier that really served the call."
  value       = openai_model_response.this.response_service_tier
}

output "response" {
  description = "The API's answer as JSON text, without the input, tools, and the bytes of images."
  value       = openai_model_response.this.response_json
}
