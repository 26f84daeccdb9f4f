# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Project and model: proj_.../MODEL."
  value       = openai_rate_limit.this.id
}

output "project_id" {
  description = "Id of the project (proj_...). Another one sets the limits of another project."
  value       = openai_rate_limit.this.project_id
}

output "model" {
  description = "Model, as the project's list of limits names it. Another one sets the limits of another model."
  value       = openai_rate_limit.this.model
}

output "rate_limit_id" {
  description = "Id of the model's row among the project's limits."
  value       = openai_rate_limit.this.rate_limit_id
}

output "rpm_limit" {
  description = "Requests a minute. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  value       = openai_rate_limit.this.rpm_limit
}

output "tpm_limit" {
  description = "Tokens a minute. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  value       = openai_rate_limit.this.tpm_limit
}

output "max_images_per_1_minute" {
  description = "Images a minute. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  value       = openai_rate_limit.this.max_images_per_1_minute
}

output "max_audio_megabytes_per_1_minute" {
  description = "Megabytes of audio a minute. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  value       = openai_rate_limit.this.max_audio_megabytes_per_1_minute
}

output "max_requests_per_1_day" {
  description = "Requests a day. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  value       = openai_rate_limit.this.max_requests_per_1_day
}

output "batch_1_day_max_input_tokens" {
  description = "Input tokens of batches a day. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  value       = openai_rate_limit.this.batch_1_day_max_input_tokens
}
