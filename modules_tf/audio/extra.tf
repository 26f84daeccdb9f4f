output "kind" {
  description = "What was asked for: speech, transcription or translation."
  value       = var.speech != null ? "speech" : var.transcription != null ? "transcription" : "translation"

  precondition {
    condition     = length([for given in [var.speech != null, var.transcription != null, var.translation != null] : given if given]) == 1
    error_message = "Set exactly one of speech, transcription, translation."
  }
}

output "output_file" {
  description = "The file that was written; null without one."
  value       = try(concat(openai_speech.this[*].path, openai_transcription.this[*].path, openai_translation.this[*].path)[0], null)
}
