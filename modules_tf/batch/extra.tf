# What is not the resource's own: the id under its usual name, and a failure where too many requests failed.
output "batch_id" {
  description = "Id of the batch, under the name that the API's documentation uses."
  value       = openai_batch.this.id
}

output "results_file" {
  description = "Path of the file with the results; null where none is written. The run fails here, once everything is saved, when more requests failed than tolerate_failed_pct says."
  value       = var.results_file

  precondition {
    condition     = openai_batch.this.within_tolerance != false
    error_message = "More requests failed than tolerate_failed_pct allows. The results are saved: read what failed in results_file, then raise retry_failed to send it once more, or raise tolerate_failed_pct."
  }
}
