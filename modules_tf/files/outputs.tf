output "id" {
  description = "Id of the file (file-...)."
  value       = openai_file.this.id
}

output "file_id" {
  description = "Id of the file, under the name other modules use for their input."
  value       = openai_file.this.id
}

output "filename" {
  description = "Name of the file at the API."
  value       = openai_file.this.filename
}

output "bytes" {
  description = "Size of the file, in bytes."
  value       = openai_file.this.bytes
}

output "purpose" {
  description = "What the file is for."
  value       = openai_file.this.purpose
}

output "created_at" {
  description = "Time of the upload, in Unix seconds."
  value       = openai_file.this.created_at
}

output "expires_at" {
  description = "Time at which the API deletes the file, in Unix seconds; null for a file that stays."
  value       = openai_file.this.expires_at
}

output "content_sha256" {
  description = "SHA-256 of the uploaded bytes, in hexadecimal; null for an imported file without a local copy."
  value       = openai_file.this.content_sha256
}
