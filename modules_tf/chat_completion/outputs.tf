# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the completion (chatcmpl-...)."
  value       = openai_chat_completion.this.id
}

output "digest" {
  description = "SHA-256 of all inputs, the bytes of local files included. Another digest makes the call again."
  value       = openai_chat_completion.this.digest
}

output "paid_call" {
  description = "The call that making it pays for, such as POST /chat/completions."
  value       = openai_chat_completion.this.paid_call
}

output "payments" {
  description = "How often it was paid for: a plan that pays, in place too, has one more than the state."
  value       = openai_chat_completion.this.payments
}

output "estimate" {
  description = "What it uses at most, and what that costs: text in words, usage by what is billed, whether the API counted the input, cost in currency by the price list prices of prices_date, or the reason why it is not known."
  value       = openai_chat_completion.this.estimate
}

output "cost" {
  description = "What it cost in US dollars, by what was used; null where that or a price is not known."
  value       = openai_chat_completion.this.cost
}

output "content" {
  description = "Text of the first answer; null when the model refused or called a tool."
  value       = openai_chat_completion.this.content
}

output "refusal" {
  description = "Words with which the model refused the first answer."
  value       = openai_chat_completion.this.refusal
}

output "finish_reason" {
  description = "Why the first answer ended: stop, length, tool_calls, content_filter or function_call."
  value       = openai_chat_completion.this.finish_reason
}

output "tool_calls" {
  description = "Tools called in the first answer."
  value       = openai_chat_completion.this.tool_calls
}

output "called_function" {
  description = "Function called in the first answer, in the API's older form."
  value       = openai_chat_completion.this.called_function
}

output "choices" {
  description = "All answers."
  value       = openai_chat_completion.this.choices
}

output "usage" {
  description = "Tokens used."
  value       = openai_chat_completion.this.usage
}

output "created" {
  description = "Time of the answer in Unix seconds."
  value       = openai_chat_completion.this.created
}

output "response_model" {
  description = "Model that really answered."
  value       = openai_chat_completion.this.response_model
}

output "response_service_tier" {
  description = "Tier that really served the call."
  value       = openai_chat_completion.this.response_service_tier
}

output "audio_files" {
  description = "Files with spoken answers, in order; choices has what is said in them."
  value       = openai_chat_completion.this.audio_files
}

output "response_json" {
  description = "The API's answer as JSON text, log probabilities included; without the bytes of sound."
  value       = openai_chat_completion.this.response_json
}

output "stored" {
  description = "Whether the API keeps the completion, as far as it was last seen."
  value       = openai_chat_completion.this.stored
}

output "latency" {
  description = "Seconds that the answer took, waits for the API's limits included."
  value       = openai_chat_completion.this.latency
}

output "judgement" {
  description = "What the judge found: verdict is meets or misses."
  value       = openai_chat_completion.this.judgement
}

output "problems" {
  description = "What does not hold of the expectations, of the JSON form that was asked for, or why there is no answer; one sentence each."
  value       = openai_chat_completion.this.problems
}
