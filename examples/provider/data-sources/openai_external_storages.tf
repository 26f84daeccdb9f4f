data "openai_external_storages" "all" {}

output "not_validated" {
  value = [for each in data.openai_external_storages.all.external_storages : each.id if each.status != "validated"]
}
