# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the response (resp_...)."
  value       = openai_model_response.this.id
}

output "assistant_version" {
  description = "SHA-256 of the assistant's definition: the version that answers."
  value       = openai_model_response.this.assistant_version
}

output "digest" {
  description = "SHA-256 of all inputs, the bytes of local files included. Another digest makes the call again."
  value       = openai_model_response.this.digest
}

output "paid_call" {
  description = "The call that making it pays for, such as POST /chat/completions."
  value       = openai_model_response.this.paid_call
}

output "payments" {
  description = "How often it was paid for: a plan that pays, in place too, has one more than the state."
  value       = openai_model_response.this.payments
}

output "estimate" {
  description = "What it uses at most, and what that costs: text in words, usage by what is billed, whether the API counted the input, cost in currency by the price list prices of prices_date, or the reason why it is not known."
  value       = openai_model_response.this.estimate
}

output "cost" {
  description = "What it cost in US dollars, by what was used; null where that or a price is not known."
  value       = openai_model_response.this.cost
}

output "status" {
  description = "State: queued, in_progress, completed, incomplete, failed or cancelled."
  value       = openai_model_response.this.status
}

output "output_text" {
  description = "Text of the answer; null when the model refused or called a tool."
  value       = openai_model_response.this.output_text
}

output "refusal" {
  description = "Words with which the model refused."
  value       = openai_model_response.this.refusal
}

output "finish_reason" {
  description = "Why the answer ended: stop, tool_calls, refusal, or what cut it: max_output_tokens, content_filter, max_messages or steered."
  value       = openai_model_response.this.finish_reason
}

output "incomplete_reason" {
  description = "Why an incomplete answer is not whole."
  value       = openai_model_response.this.incomplete_reason
}

output "error_code" {
  description = "The API's code of a failure."
  value       = openai_model_response.this.error_code
}

output "error_message" {
  description = "Why there is no answer, in the API's words."
  value       = openai_model_response.this.error_message
}

output "tool_calls" {
  description = "Calls that wait for their output: of functions, custom tools and requests for approval."
  value       = openai_model_response.this.tool_calls
}

output "citations" {
  description = "Files and pages that the text cites."
  value       = openai_model_response.this.citations
}

output "output_items" {
  description = "All items of the answer, reasoning and hosted tools included."
  value       = openai_model_response.this.output_items
}

output "usage" {
  description = "Tokens used."
  value       = openai_model_response.this.usage
}

output "token_count" {
  description = "Tokens used, in sum."
  value       = openai_model_response.this.token_count
}

output "moderation_results" {
  description = "What the moderation in the same call found."
  value       = openai_model_response.this.moderation_results
}

output "created" {
  description = "Time of the response in Unix seconds."
  value       = openai_model_response.this.created
}

output "completed_at" {
  description = "Time at which it was complete, in Unix seconds."
  value       = openai_model_response.this.completed_at
}

output "response_model" {
  description = "Model that really answered."
  value       = openai_model_response.this.response_model
}

output "response_service_tier" {
  description = "Tier that really served the call."
  value       = openai_model_response.this.response_service_tier
}

output "response_json" {
  description = "The API's answer as JSON text, without the input, tools, and the bytes of images."
  value       = openai_model_response.this.response_json
}

output "images" {
  description = "Generated images, as they were written to files."
  value       = openai_model_response.this.images
}

output "stored" {
  description = "Whether the API keeps the response, as far as it was last seen."
  value       = openai_model_response.this.stored
}

output "latency" {
  description = "Seconds that the answer took, waits for the API's limits included."
  value       = openai_model_response.this.latency
}

output "judgement" {
  description = "What the judge found: verdict is meets or misses."
  value       = openai_model_response.this.judgement
}

output "problems" {
  description = "What does not hold of the expectations, of the JSON form that was asked for, or why there is no answer; one sentence each."
  value       = openai_model_response.this.problems
}
