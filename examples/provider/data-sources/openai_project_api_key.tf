data "openai_project_api_key" "laptop" {
  project_id = data.openai_project.research.id
  name       = "laptop"
}
