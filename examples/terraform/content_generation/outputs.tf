output "poster" {
  description = "Path of the picture."
  value       = module.poster.files[0].path
}

output "said" {
  description = "What was heard in the recording."
  value       = module.written.text
}
