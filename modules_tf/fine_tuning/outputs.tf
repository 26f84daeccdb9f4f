# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the job (ftjob-...)."
  value       = openai_fine_tuning_job.this.id
}

output "model" {
  description = "Model to tune, such as gpt-4o-mini or the id of a fine-tuned model."
  value       = openai_fine_tuning_job.this.model
}

output "training_file" {
  description = "Id of the file to learn from, of purpose fine-tune."
  value       = openai_fine_tuning_job.this.training_file
}

output "seed" {
  description = "Seed of the training, 0 to 2147483647. Unset: the API chooses."
  value       = openai_fine_tuning_job.this.seed
}

output "paid_call" {
  description = "The call that making it pays for, such as POST /chat/completions."
  value       = openai_fine_tuning_job.this.paid_call
}

output "payments" {
  description = "How often it was paid for: a plan that pays, in place too, has one more than the state."
  value       = openai_fine_tuning_job.this.payments
}

output "estimate" {
  description = "What it uses at most, and what that costs: text in words, usage by what is billed, whether the API counted the input, cost in currency by the price list prices of prices_date, or the reason why it is not known."
  value       = openai_fine_tuning_job.this.estimate
}

output "cost" {
  description = "What it cost in US dollars, by what was used; null where that or a price is not known."
  value       = openai_fine_tuning_job.this.cost
}

output "status" {
  description = "State: validating_files, queued, running, paused, succeeded, failed or cancelled."
  value       = openai_fine_tuning_job.this.status
}

output "fine_tuned_model" {
  description = "Name of the tuned model, once the job has succeeded."
  value       = openai_fine_tuning_job.this.fine_tuned_model
}

output "shutdown_date" {
  description = "Day on which the tuned model is shut with its base (YYYY-MM-DD), once one is announced."
  value       = openai_fine_tuning_job.this.shutdown_date
}

output "created_at" {
  description = "Time of the job's creation, in Unix seconds."
  value       = openai_fine_tuning_job.this.created_at
}

output "finished_at" {
  description = "Time at which the job ended, in Unix seconds."
  value       = openai_fine_tuning_job.this.finished_at
}

output "estimated_finish" {
  description = "Time at which the job is likely to end, in Unix seconds, while it runs."
  value       = openai_fine_tuning_job.this.estimated_finish
}

output "trained_tokens" {
  description = "Tokens that were trained on, and billed."
  value       = openai_fine_tuning_job.this.trained_tokens
}

output "result_files" {
  description = "Ids of files with the metrics of each step."
  value       = openai_fine_tuning_job.this.result_files
}

output "checkpoints" {
  description = "Models that the last epochs left, of a job that succeeded."
  value       = openai_fine_tuning_job.this.checkpoints
}

output "events" {
  description = "The last 10 events of a job that has ended, the newest first."
  value       = openai_fine_tuning_job.this.events
}

output "error" {
  description = "Why the job failed."
  value       = openai_fine_tuning_job.this.error
}
