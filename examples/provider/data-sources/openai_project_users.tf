data "openai_project_users" "research" {
  project_id = data.openai_project.research.id
}
