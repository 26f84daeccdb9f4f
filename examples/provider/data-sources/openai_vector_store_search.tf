data "openai_vector_store_search" "oil" {
  vector_store_id = "vs_abc123"
  query           = "Which oil do the brakes take?"
  max_num_results = 3
}
