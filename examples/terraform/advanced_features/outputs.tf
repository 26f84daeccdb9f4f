output "thread_id" {
  description = "Id of the conversation."
  value       = module.conversation.thread_id
}

output "answer" {
  description = "What the assistant says."
  value       = module.answer.output_text
}
