data "openai_project_certificates" "research" {
  project_id = "proj_abc123"
}

output "active" {
  value = [for each in data.openai_project_certificates.research.certificates : each.id if each.active]
}
