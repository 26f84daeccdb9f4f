data "openai_project_user" "ada" {
  project_id = data.openai_project.research.id
  email      = "ada@example.com"
}
