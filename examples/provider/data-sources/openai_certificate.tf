data "openai_certificate" "laptops" {
  name = "laptops"
}

output "laptops_end" {
  value = data.openai_certificate.laptops.expires_at
}
