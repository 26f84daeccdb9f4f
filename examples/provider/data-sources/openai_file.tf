data "openai_file" "handbook" {
  file_id = "file-abc123"
}
