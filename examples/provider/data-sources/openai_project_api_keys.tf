data "openai_project_api_keys" "ada" {
  project_id = data.openai_project.research.id
  owner_id   = data.openai_organization_user.ada.id
}
