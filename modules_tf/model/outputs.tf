output "id" {
  description = "Id of the model."
  value       = data.openai_model.this.id
}

output "model_id" {
  description = "Id of the model, under the name of the input."
  value       = data.openai_model.this.id
}

output "model_details" {
  description = "All the API returns about the model: id, created (Unix seconds), owned_by, shutdown_date."
  value = {
    id            = data.openai_model.this.id
    created       = data.openai_model.this.created
    owned_by      = data.openai_model.this.owned_by
    shutdown_date = data.openai_model.this.shutdown_date
  }
}

output "created" {
  description = "Time at which the model was made, in Unix seconds."
  value       = data.openai_model.this.created
}

output "owned_by" {
  description = "Organization that owns the model."
  value       = data.openai_model.this.owned_by
}

output "shutdown_date" {
  description = "Day on which the model is shut (YYYY-MM-DD); null while none is announced."
  value       = data.openai_model.this.shutdown_date
}
