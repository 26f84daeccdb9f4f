# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_speech" "this" {
  count = var.speech == null ? 0 : 1

  input           = var.speech.input
  input_file      = var.speech.input_file
  model           = var.speech.model
  voice           = var.speech.voice
  instructions    = var.speech.instructions
  speed           = var.speech.speed
  response_format = var.speech.response_format
  output_file     = var.speech.output_file
  overwrite       = var.speech.overwrite
  triggers        = var.speech.triggers
  max_cost        = var.speech.max_cost

  # A result that was paid for goes only when the next one is there.
  lifecycle {
    create_before_destroy = true
  }
}

resource "openai_transcription" "this" {
  count = var.transcription == null ? 0 : 1

  file                    = var.transcription.file
  model                   = var.transcription.model
  prompt                  = var.transcription.prompt
  temperature             = var.transcription.temperature
  chunk_seconds           = var.transcription.chunk_seconds
  response_format         = var.transcription.response_format
  output_file             = var.transcription.output_file
  overwrite               = var.transcription.overwrite
  sensitive               = var.transcription.sensitive
  language                = var.transcription.language
  languages               = var.transcription.languages
  keywords                = var.transcription.keywords
  timestamp_granularities = var.transcription.timestamp_granularities
  include                 = var.transcription.include
  chunking_strategy       = var.transcription.chunking_strategy
  vad                     = var.transcription.vad
  known_speakers          = var.transcription.known_speakers
  triggers                = var.transcription.triggers
  max_cost                = var.transcription.max_cost

  # A result that was paid for goes only when the next one is there.
  lifecycle {
    create_before_destroy = true
  }
}

resource "openai_translation" "this" {
  count = var.translation == null ? 0 : 1

  file            = var.translation.file
  model           = var.translation.model
  prompt          = var.translation.prompt
  temperature     = var.translation.temperature
  chunk_seconds   = var.translation.chunk_seconds
  response_format = var.translation.response_format
  output_file     = var.translation.output_file
  overwrite       = var.translation.overwrite
  sensitive       = var.translation.sensitive
  triggers        = var.translation.triggers
  max_cost        = var.translation.max_cost

  # A result that was paid for goes only when the next one is there.
  lifecycle {
    create_before_destroy = true
  }
}
