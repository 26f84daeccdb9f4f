data "openai_external_keys" "all" {}

output "unused" {
  value = [for each in data.openai_external_keys.all.external_keys : each.name if length(each.api_project_ids) == 0]
}
