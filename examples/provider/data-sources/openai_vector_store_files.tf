data "openai_vector_store_files" "failed" {
  vector_store_id = "vs_abc123"
  status          = "failed"
}
