data "openai_project_role" "reviewer" {
  project_id = data.openai_project.research.id
  name       = "Reviewer"
}
