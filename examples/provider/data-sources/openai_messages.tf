data "openai_messages" "support" {
  thread_id = "conv_abc123"
}

output "said" {
  value = [for each in data.openai_messages.support.messages : "${each.role}: ${each.text}" if each.type == "message"]
}
