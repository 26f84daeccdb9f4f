# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Digest of the texts that were embedded first."
  value       = openai_embeddings.this.id
}

output "model" {
  description = "Model that embeds. Another model embeds all texts again."
  value       = openai_embeddings.this.model
}

output "encoding_format" {
  description = "How vectors are kept in the state and in JSONL: as numbers (float), or as the base64 of little-endian 32-bit floats, which takes less than half the room."
  value       = openai_embeddings.this.encoding_format
}

output "digest" {
  description = "SHA-256 of all inputs, the bytes of local files included. Another digest makes the call again."
  value       = openai_embeddings.this.digest
}

output "paid_call" {
  description = "The call that making it pays for, such as POST /chat/completions."
  value       = openai_embeddings.this.paid_call
}

output "payments" {
  description = "How often it was paid for: a plan that pays, in place too, has one more than the state."
  value       = openai_embeddings.this.payments
}

output "estimate" {
  description = "What it uses at most, and what that costs: text in words, usage by what is billed, whether the API counted the input, cost in currency by the price list prices of prices_date, or the reason why it is not known."
  value       = openai_embeddings.this.estimate
}

output "cost" {
  description = "What it cost in US dollars, by what was used; null where that or a price is not known."
  value       = openai_embeddings.this.cost
}

output "embeddings" {
  description = "Vectors by key; null with output_file or encoding_format of base64. A vector reveals much of its text."
  value       = openai_embeddings.this.embeddings
  sensitive   = true
}

output "embeddings_base64" {
  description = "Vectors by key in base64, where encoding_format is base64 and there is no output_file."
  value       = openai_embeddings.this.embeddings_base64
  sensitive   = true
}

output "embedding" {
  description = "The vector of input, as numbers."
  value       = openai_embeddings.this.embedding
  sensitive   = true
}

output "text_sha256" {
  description = "Digest of model, dimensions and text by key, by which a vector in the state is known again."
  value       = openai_embeddings.this.text_sha256
}

output "response_model" {
  description = "Model that embedded."
  value       = openai_embeddings.this.response_model
}

output "vector_size" {
  description = "Numbers of each vector."
  value       = openai_embeddings.this.vector_size
}

output "text_count" {
  description = "Number of the vectors."
  value       = openai_embeddings.this.text_count
}

output "paid_count" {
  description = "Texts that the last run paid for; all others were there already."
  value       = openai_embeddings.this.paid_count
}

output "usage" {
  description = "Tokens that the last run paid for."
  value       = openai_embeddings.this.usage
}

output "duplicates" {
  description = "Pairs of texts more alike than duplicates_above, the most alike first."
  value       = openai_embeddings.this.duplicates
}

output "output_sha256" {
  description = "SHA-256 of the bytes of output_file in hexadecimal."
  value       = openai_embeddings.this.output_sha256
}
