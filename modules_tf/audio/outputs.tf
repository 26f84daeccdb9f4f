# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
output "id" {
  description = "Id of the kept result (translation-...); the API gives none."
  value       = try(concat(openai_speech.this[*].id, openai_transcription.this[*].id, openai_translation.this[*].id)[0], null)
}

output "model" {
  description = "The model; whisper-1 alone translates. It is shut on 2027-02-26, and the operation with it."
  value       = try(concat(openai_speech.this[*].model, openai_transcription.this[*].model, openai_translation.this[*].model)[0], null)
}

output "voice" {
  description = "A voice, such as alloy, marin or cedar, or the id of one of your own (voice_...)."
  value       = one(openai_speech.this[*].voice)
}

output "response_format" {
  description = "Format of the file: mp3, opus, aac, flac, wav or pcm (24 kHz, 16 bits, no header). The parts of a long text are joined in all but flac."
  value       = try(concat(openai_speech.this[*].response_format, openai_transcription.this[*].response_format, openai_translation.this[*].response_format)[0], null)
}

output "digest" {
  description = "SHA-256 of all inputs, the bytes of local files included. Another digest makes the call again."
  value       = try(concat(openai_speech.this[*].digest, openai_transcription.this[*].digest, openai_translation.this[*].digest)[0], null)
}

output "paid_call" {
  description = "The call that making it pays for, such as POST /chat/completions."
  value       = try(concat(openai_speech.this[*].paid_call, openai_transcription.this[*].paid_call, openai_translation.this[*].paid_call)[0], null)
}

output "payments" {
  description = "How often it was paid for: a plan that pays, in place too, has one more than the state."
  value       = try(concat(openai_speech.this[*].payments, openai_transcription.this[*].payments, openai_translation.this[*].payments)[0], null)
}

output "estimate" {
  description = "What it uses at most, and what that costs: text in words, usage by what is billed, whether the API counted the input, cost in currency by the price list prices of prices_date, or the reason why it is not known."
  value       = try(concat(openai_speech.this[*].estimate, openai_transcription.this[*].estimate, openai_translation.this[*].estimate)[0], null)
}

output "cost" {
  description = "What it cost in US dollars, by what was used; null where that or a price is not known."
  value       = try(concat(openai_speech.this[*].cost, openai_transcription.this[*].cost, openai_translation.this[*].cost)[0], null)
}

output "path" {
  description = "output_file, known once it is written: name this where another resource of the same run reads the file."
  value       = try(concat(openai_speech.this[*].path, openai_transcription.this[*].path, openai_translation.this[*].path)[0], null)
}

output "output_sha256" {
  description = "SHA-256 of output_file, as it was written."
  value       = try(concat(openai_speech.this[*].output_sha256, openai_transcription.this[*].output_sha256, openai_translation.this[*].output_sha256)[0], null)
}

output "bytes" {
  description = "Size of output_file, in bytes."
  value       = try(concat(openai_speech.this[*].bytes, openai_transcription.this[*].bytes, openai_translation.this[*].bytes)[0], null)
}

output "content_type" {
  description = "Type of output_file, such as audio/mpeg."
  value       = try(concat(openai_speech.this[*].content_type, openai_transcription.this[*].content_type, openai_translation.this[*].content_type)[0], null)
}

output "created_at" {
  description = "When the result came, in Unix seconds."
  value       = try(concat(openai_speech.this[*].created_at, openai_transcription.this[*].created_at, openai_translation.this[*].created_at)[0], null)
}

output "characters" {
  description = "Characters that were read aloud."
  value       = one(openai_speech.this[*].characters)
}

output "parts" {
  description = "Calls that the recording took."
  value       = try(concat(openai_speech.this[*].parts, openai_transcription.this[*].parts, openai_translation.this[*].parts)[0], null)
}

output "file" {
  description = "The local recording: flac, mp3, mp4, m4a, ogg, wav or webm. WAV and MP3 that are too long for one call (25 MiB, or 23 minutes with some models) go out in pieces; make one of them of other long files."
  value       = try(concat(openai_transcription.this[*].file, openai_translation.this[*].file)[0], null)
}

output "text" {
  description = "What was said; null with sensitive."
  value       = try(concat(openai_transcription.this[*].text, openai_translation.this[*].text)[0], null)
}

output "sensitive_text" {
  description = "What was said, with sensitive."
  value       = try(concat(openai_transcription.this[*].sensitive_text, openai_translation.this[*].sensitive_text)[0], null)
  sensitive   = true
}

output "segments" {
  description = "What was said when, in seconds from the beginning, and by whom; where the model says so."
  value       = try(concat(openai_transcription.this[*].segments, openai_translation.this[*].segments)[0], null)
}

output "words" {
  description = "Each word with its time; where it was asked for."
  value       = one(openai_transcription.this[*].words)
}

output "logprobs" {
  description = "How sure the model was of each token (logprob); where it was asked for."
  value       = one(openai_transcription.this[*].logprobs)
}

output "detected_languages" {
  description = "Languages that were heard; where the model says so."
  value       = try(concat(openai_transcription.this[*].detected_languages, openai_translation.this[*].detected_languages)[0], null)
}

output "speakers" {
  description = "Who was heard; where the model says so."
  value       = one(openai_transcription.this[*].speakers)
}

output "seconds" {
  description = "Length of the recording."
  value       = try(concat(openai_transcription.this[*].seconds, openai_translation.this[*].seconds)[0], null)
}

output "usage" {
  description = "What was paid for: seconds or tokens, of all calls together."
  value       = one(openai_transcription.this[*].usage)
}
