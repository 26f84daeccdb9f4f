# Names that other modules and the API's documentation use.
output "fine_tuned_model_id" {
  description = "Name of the tuned model, under the name that other modules use; null until the job has succeeded."
  value       = openai_fine_tuning_job.this.fine_tuned_model
}

output "job_id" {
  description = "Id of the job, under the name that the API's documentation uses."
  value       = openai_fine_tuning_job.this.id
}
