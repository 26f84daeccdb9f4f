data "openai_batch" "reviews" {
  batch_id = "batch_abc123"
}
