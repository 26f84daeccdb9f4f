data "openai_workload_identity_provider" "github" {
  name = "GitHub Actions"
}

output "github_issuer" {
  value = data.openai_workload_identity_provider.github.issuer
}
