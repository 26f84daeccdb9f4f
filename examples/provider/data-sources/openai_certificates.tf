data "openai_certificates" "all" {}

output "ends" {
  value = { for each in data.openai_certificates.all.certificates : each.name => each.expires_at }
}
