output "id" {
  description = "organization: there is one."
  value       = "organization"
}

output "spend_limit_status" {
  description = "enforcing once the limit is reached and calls are refused, else inactive; null without a limit."
  value       = one(openai_organization_spend_limit.this[*].enforcement_status)
}
