# The names that these results are known by elsewhere.
output "model_used" {
  description = "The same as response_model."
  value       = openai_embeddings.this.response_model
}

output "embedding_id" {
  description = "The same as digest."
  value       = openai_embeddings.this.digest
}
