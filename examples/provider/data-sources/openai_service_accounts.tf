data "openai_service_accounts" "research" {
  project_id = data.openai_project.research.id
}
