# A name that other modules use for their input.
output "file_id" {
  description = "Id of the file, under the name other modules use for their input."
  value       = openai_file.file.id
}
