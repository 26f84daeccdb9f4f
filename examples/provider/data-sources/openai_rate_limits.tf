data "openai_rate_limits" "research" {
  project_id = data.openai_project.research.id
}
