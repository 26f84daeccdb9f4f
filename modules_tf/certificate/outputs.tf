# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the certificate (cert_...)."
  value       = openai_certificate.this.id
}

output "name" {
  description = "Name of the certificate."
  value       = openai_certificate.this.name
}

output "certificate" {
  description = "The certificate as PEM text: one, and no private key. Another one plans another object."
  value       = openai_certificate.this.certificate
  sensitive   = true
}

output "valid_at" {
  description = "Time from which it is valid, in Unix seconds."
  value       = openai_certificate.this.valid_at
}

output "expires_at" {
  description = "Time of its end, in Unix seconds."
  value       = openai_certificate.this.expires_at
}

output "created_at" {
  description = "Time of its upload in Unix seconds."
  value       = openai_certificate.this.created_at
}
