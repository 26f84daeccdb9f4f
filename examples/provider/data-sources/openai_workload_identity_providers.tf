data "openai_workload_identity_providers" "all" {}

output "disabled" {
  value = [for each in data.openai_workload_identity_providers.all.workload_identity_providers : each.name if !each.enabled]
}
