data "openai_project_roles" "research" {
  project_id = data.openai_project.research.id
}
