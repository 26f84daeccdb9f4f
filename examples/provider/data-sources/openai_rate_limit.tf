data "openai_rate_limit" "research" {
  project_id = data.openai_project.research.id
  model      = "gpt-5.6-terra"
}
