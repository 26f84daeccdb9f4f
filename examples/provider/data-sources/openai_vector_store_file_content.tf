data "openai_vector_store_file_content" "brakes" {
  vector_store_id = "vs_abc123"
  file_id         = "file-abc123"
}
