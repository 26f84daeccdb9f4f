# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Conversation and message, as <thread_id>/<message_id>."
  value       = openai_message.this.id
}

output "thread_id" {
  description = "Id of the conversation (conv_...)."
  value       = openai_message.this.thread_id
}

output "role" {
  description = "Who speaks: user, assistant, system, developer. Default: user."
  value       = openai_message.this.role
}

output "message_id" {
  description = "Id of the message (msg_...)."
  value       = openai_message.this.message_id
}

output "position" {
  description = "Its place among all items of the conversation, from 1."
  value       = openai_message.this.position
}

output "content_sha256" {
  description = "Digest of what it says, with the bytes of its local files."
  value       = openai_message.this.content_sha256
}
