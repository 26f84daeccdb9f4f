# The outputs under the names that others' modules of runs have.
output "run_id" {
  description = "Id of the run's first response (resp_...)."
  value       = openai_run.this.id
}

output "created_at" {
  description = "Time of the last response in Unix seconds."
  value       = openai_run.this.created
}

output "started_at" {
  description = "Time of the last response in Unix seconds; the API gives no other start."
  value       = openai_run.this.created
}

output "model" {
  description = "Model that really answered."
  value       = openai_run.this.response_model
}
