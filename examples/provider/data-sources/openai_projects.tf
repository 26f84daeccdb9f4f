data "openai_projects" "all" {
  include_archived = true
}
