data "openai_thread" "support" {
  thread_id = "conv_abc123"
}
