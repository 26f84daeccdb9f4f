data "openai_external_storage" "records" {
  project_id = "proj_abc123"
}

output "records_status" {
  value = data.openai_external_storage.records.status
}
