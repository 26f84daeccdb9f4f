output "vector_store_id" {
  description = "Id of the store."
  value       = module.manuals.id
}

output "handbook_id" {
  description = "Id of the file in it."
  value       = module.handbook.file_id
}

output "answered" {
  description = "How many rows were answered."
  value       = module.reviews.request_counts.completed
}
