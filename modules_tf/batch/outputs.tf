# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the batch (batch_...); of the first one, where the requests are split."
  value       = openai_batch.this.id
}

output "endpoint" {
  description = "Endpoint that all requests go to: /v1/responses, /v1/chat/completions, /v1/embeddings, /v1/completions, /v1/moderations, /v1/images/generations, /v1/images/edits."
  value       = openai_batch.this.endpoint
}

output "completion_window" {
  description = "Time within which the API executes the requests; what it has not executed by then expires."
  value       = openai_batch.this.completion_window
}

output "digest" {
  description = "SHA-256 of endpoint, requests and triggers. Another digest makes other batches, which are paid for."
  value       = openai_batch.this.digest
}

output "assistant_version" {
  description = "SHA-256 of the assistant's definition: the version that answers."
  value       = openai_batch.this.assistant_version
}

output "request_count" {
  description = "Number of requests; null as long as those of input_file_id were not counted."
  value       = openai_batch.this.request_count
}

output "paid_call" {
  description = "The call that making it pays for, such as POST /chat/completions."
  value       = openai_batch.this.paid_call
}

output "payments" {
  description = "How often it was paid for: a plan that pays, in place too, has one more than the state."
  value       = openai_batch.this.payments
}

output "estimate" {
  description = "What it uses at most, and what that costs: text in words, usage by what is billed, whether the API counted the input, cost in currency by the price list prices of prices_date, or the reason why it is not known."
  value       = openai_batch.this.estimate
}

output "cost" {
  description = "What it cost in US dollars, by what was used; null where that or a price is not known."
  value       = openai_batch.this.cost
}

output "model" {
  description = "Model of all requests."
  value       = openai_batch.this.model
}

output "status" {
  description = "State of the batch: validating, in_progress, finalizing, completed, expired, cancelling, cancelled or failed. queued is one that waits here for others to end."
  value       = openai_batch.this.status
}

output "batches" {
  description = "The batches at the API: round 0 holds all requests, each further round those that failed or expired in the rounds before. A batch holds count requests, from number first of its round on."
  value       = openai_batch.this.batches
}

output "request_counts" {
  description = "Number of requests, and how many of them were completed, failed or were cancelled."
  value       = openai_batch.this.request_counts
}

output "within_tolerance" {
  description = "Whether no more requests failed than tolerate_failed_pct says; null until all have ended."
  value       = openai_batch.this.within_tolerance
}

output "output_file_id" {
  description = "File with the answers, where there is one batch; see batches."
  value       = openai_batch.this.output_file_id
}

output "error_file_id" {
  description = "File with the requests that failed, where there is one batch; see batches."
  value       = openai_batch.this.error_file_id
}

output "results_sha256" {
  description = "SHA-256 of what was written to results_file, in hexadecimal."
  value       = openai_batch.this.results_sha256
}

output "usage" {
  description = "Tokens used, as far as the API says."
  value       = openai_batch.this.usage
}

output "errors" {
  description = "Why batches failed."
  value       = openai_batch.this.errors
}

output "created_at" {
  description = "Time of the first batch, in Unix seconds."
  value       = openai_batch.this.created_at
}

output "expires_at" {
  description = "Time at which what is not executed expires, in Unix seconds."
  value       = openai_batch.this.expires_at
}
