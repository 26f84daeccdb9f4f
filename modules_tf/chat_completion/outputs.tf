output "id" {
  description = "Id of the completion (chatcmpl-...)."
  value       = openai_chat_completion.this.id
}

output "content" {
  description = "Text of the first answer; null when the model refused or called a tool."
  value       = openai_chat_completion.this.content
}

output "contents" {
  description = "Texts of all answers, in order."
  value       = [for choice in openai_chat_completion.this.choices : choice.message.content]
}

output "refusal" {
  description = "Words with which the model refused the first answer; null when it did not."
  value       = openai_chat_completion.this.refusal
}

output "finish_reason" {
  description = "Why the first answer ended: stop, length, tool_calls, content_filter or function_call."
  value       = openai_chat_completion.this.finish_reason
}

output "tool_calls" {
  description = "Tools the model called in the first answer."
  value       = openai_chat_completion.this.tool_calls
}

output "function_call" {
  description = "Function the model called in the first answer, in the API's older form."
  value       = openai_chat_completion.this.called_function
}

output "choices" {
  description = "All answers: index, finish_reason and message (content, refusal, tool_calls, function_call, annotations, audio id and transcript)."
  value       = openai_chat_completion.this.choices
}

output "usage" {
  description = "Tokens used: prompt_tokens, completion_tokens, total_tokens and their details."
  value       = openai_chat_completion.this.usage
}

output "created" {
  description = "Time of the answer, in Unix seconds."
  value       = openai_chat_completion.this.created
}

output "model" {
  description = "Model that really answered, such as the dated snapshot of an alias."
  value       = openai_chat_completion.this.response_model
}

output "service_tier" {
  description = "Tier that really served the call."
  value       = openai_chat_completion.this.response_service_tier
}

output "stored" {
  description = "Whether the completion is kept at the API."
  value       = openai_chat_completion.this.stored
}

output "completion" {
  description = "The API's whole answer, as JSON text."
  value       = openai_chat_completion.this.response_json
}

output "digest" {
  description = "SHA-256 of all inputs, bytes of local files included. The model is asked again when it changes."
  value       = openai_chat_completion.this.digest
}
