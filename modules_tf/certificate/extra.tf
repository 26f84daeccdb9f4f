output "certificate_id" {
  description = "Id of the certificate, under the name other modules use for their input."
  value       = openai_certificate.this.id
}
