# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the file (file-...)."
  value       = openai_file.this.id
}

output "file_path" {
  description = "Path of the local file to upload. Its bytes are hashed at every plan: changed bytes plan a new upload. Give this or content; leave both out for an imported file whose bytes are not managed here."
  value       = openai_file.this.file_path
}

output "filename" {
  description = "Name of the file at the API. Defaults to the last part of file_path."
  value       = openai_file.this.filename
}

output "purpose" {
  description = "What the file is for: assistants, batch, fine-tune, vision, user_data, evals. Needed to upload; leave it out for an imported file."
  value       = openai_file.this.purpose
}

output "content_sha256" {
  description = "SHA-256 of the file's bytes in hexadecimal, computed at plan time. Null for an imported file whose bytes the API does not give back."
  value       = openai_file.this.content_sha256
}

output "bytes" {
  description = "Size of the file in bytes."
  value       = openai_file.this.bytes
}

output "created_at" {
  description = "Time of the upload, in Unix seconds."
  value       = openai_file.this.created_at
}

output "expires_at" {
  description = "Time at which the API deletes the file, in Unix seconds; null for a file that stays."
  value       = openai_file.this.expires_at
}

output "parts" {
  description = "Parts that the file was uploaded in; null for an import."
  value       = openai_file.this.parts
}

output "resumed_parts" {
  description = "Those of them that an interrupted run had sent; null for an import."
  value       = openai_file.this.resumed_parts
}
