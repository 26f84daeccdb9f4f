data "openai_model" "drafts" {
  model_id = "gpt-5.6-terra"
}
