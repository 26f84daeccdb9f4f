data "openai_project" "research" {
  name = "Research"
}
