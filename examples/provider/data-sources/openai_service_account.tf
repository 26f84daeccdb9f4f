data "openai_service_account" "pipeline" {
  project_id = data.openai_project.research.id
  name       = "pipeline"
}
