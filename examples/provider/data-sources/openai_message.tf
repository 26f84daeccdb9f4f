data "openai_message" "question" {
  thread_id  = "conv_abc123"
  message_id = "msg_abc123"
}
