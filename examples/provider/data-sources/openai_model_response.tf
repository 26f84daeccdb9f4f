data "openai_model_response" "summary" {
  response_id = "resp_abc123"
}
