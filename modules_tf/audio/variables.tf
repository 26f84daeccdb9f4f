# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "speech" {
  description = "A text read aloud into a local file: paid for once, and again only when its inputs change."
  type = object({
    input           = optional(string)
    input_file      = optional(string)
    model           = optional(string, "gpt-4o-mini-tts")
    voice           = optional(string, "alloy")
    instructions    = optional(string)
    speed           = optional(number)
    response_format = optional(string, "mp3")
    output_file     = string
    overwrite       = optional(bool, false)
    triggers        = optional(map(string))
    max_cost        = optional(number)
  })
  default = null

  validation {
    condition     = var.speech == null ? true : length([for given in [var.speech.input != null, var.speech.input_file != null] : given if given]) == 1
    error_message = "speech: exactly one of input or input_file must be given."
  }

  validation {
    condition     = var.speech == null ? true : var.speech.input == null ? true : trimspace(var.speech.input) != ""
    error_message = "speech: input must be a text."
  }

  validation {
    condition     = var.speech == null ? true : var.speech.input_file == null ? true : length(var.speech.input_file) >= 1
    error_message = "speech: input_file must not be empty."
  }

  validation {
    condition     = var.speech == null ? true : trimspace(var.speech.model) != ""
    error_message = "speech: model must be the name of a model."
  }

  validation {
    condition     = var.speech == null ? true : trimspace(var.speech.voice) != ""
    error_message = "speech: voice must be a voice."
  }

  validation {
    condition     = var.speech == null ? true : var.speech.instructions == null ? true : trimspace(var.speech.instructions) != ""
    error_message = "speech: instructions must be a text."
  }

  validation {
    condition     = var.speech == null ? true : var.speech.speed == null ? true : var.speech.speed >= 0.25 && var.speech.speed <= 4
    error_message = "speech: speed must lie between 0.25 and 4."
  }

  validation {
    condition     = var.speech == null ? true : contains(["mp3", "opus", "aac", "flac", "wav", "pcm"], var.speech.response_format)
    error_message = "speech: response_format must be one of mp3, opus, aac, flac, wav, pcm."
  }

  validation {
    condition     = var.speech == null ? true : length(var.speech.output_file) >= 1
    error_message = "speech: output_file must not be empty."
  }

  validation {
    condition     = var.speech == null ? true : var.speech.max_cost == null ? true : var.speech.max_cost >= 0
    error_message = "speech: max_cost must be at least 0."
  }
}

variable "transcription" {
  description = "What is said in a recording: paid for once, and again only when the recording or an input changes."
  type = object({
    file                    = string
    model                   = optional(string, "gpt-transcribe")
    prompt                  = optional(string)
    temperature             = optional(number)
    chunk_seconds           = optional(number)
    response_format         = optional(string)
    output_file             = optional(string)
    overwrite               = optional(bool, false)
    sensitive               = optional(bool, false)
    language                = optional(string)
    languages               = optional(list(string))
    keywords                = optional(list(string))
    timestamp_granularities = optional(list(string))
    include                 = optional(list(string))
    chunking_strategy       = optional(string)
    vad = optional(object({
      threshold           = optional(number)
      prefix_padding_ms   = optional(number)
      silence_duration_ms = optional(number)
    }))
    known_speakers = optional(map(string))
    triggers       = optional(map(string))
    max_cost       = optional(number)
  })
  default = null

  validation {
    condition     = var.transcription == null ? true : length([for given in [var.transcription.language != null, var.transcription.languages != null] : given if given]) <= 1
    error_message = "transcription: only one of language or languages may be given."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.chunking_strategy == null || var.transcription.chunking_strategy == "auto" ? var.transcription.vad == null : true
    error_message = "transcription: with chunking_strategy auto, vad must not be given."
  }

  validation {
    condition     = var.transcription == null ? true : length(var.transcription.file) >= 1
    error_message = "transcription: file must not be empty."
  }

  validation {
    condition     = var.transcription == null ? true : trimspace(var.transcription.model) != ""
    error_message = "transcription: model must be the name of a model."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.prompt == null ? true : trimspace(var.transcription.prompt) != ""
    error_message = "transcription: prompt must be a text."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.temperature == null ? true : var.transcription.temperature >= 0 && var.transcription.temperature <= 1
    error_message = "transcription: temperature must lie between 0 and 1."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.chunk_seconds == null ? true : var.transcription.chunk_seconds >= 5 && var.transcription.chunk_seconds <= 1380
    error_message = "transcription: chunk_seconds must lie between 5 and 1380."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.response_format == null ? true : contains(["text", "json", "srt", "vtt", "verbose_json", "diarized_json"], var.transcription.response_format)
    error_message = "transcription: response_format must be one of text, json, srt, vtt, verbose_json, diarized_json."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.output_file == null ? true : length(var.transcription.output_file) >= 1
    error_message = "transcription: output_file must not be empty."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.language == null ? true : can(regex("^(?:[a-z]{2,3})$", var.transcription.language))
    error_message = "transcription: language must be a language in ISO 639, such as en."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.languages == null ? true : length(var.transcription.languages) >= 1
    error_message = "transcription: languages must not be empty."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.languages == null ? true : alltrue([for each in var.transcription.languages : try(can(regex("^(?:[a-z]{2,3})$", each)), false)])
    error_message = "transcription: languages each must be a language in ISO 639, such as en."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.keywords == null ? true : length(var.transcription.keywords) >= 1
    error_message = "transcription: keywords must not be empty."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.keywords == null ? true : alltrue([for each in var.transcription.keywords : try(trimspace(each) != "", false)])
    error_message = "transcription: keywords each must be a word."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.timestamp_granularities == null ? true : length(var.transcription.timestamp_granularities) >= 1
    error_message = "transcription: timestamp_granularities must not be empty."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.timestamp_granularities == null ? true : alltrue([for each in var.transcription.timestamp_granularities : try(contains(["word", "segment"], each), false)])
    error_message = "transcription: timestamp_granularities each must be word or segment."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.include == null ? true : length(var.transcription.include) >= 1
    error_message = "transcription: include must not be empty."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.include == null ? true : alltrue([for each in var.transcription.include : try(each == "logprobs", false)])
    error_message = "transcription: include each must be logprobs."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.chunking_strategy == null ? true : contains(["auto", "server_vad"], var.transcription.chunking_strategy)
    error_message = "transcription: chunking_strategy must be auto or server_vad."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.vad == null ? true : var.transcription.vad.threshold == null ? true : var.transcription.vad.threshold >= 0 && var.transcription.vad.threshold <= 1
    error_message = "transcription: vad.threshold must lie between 0 and 1."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.vad == null ? true : var.transcription.vad.prefix_padding_ms == null ? true : floor(var.transcription.vad.prefix_padding_ms) == var.transcription.vad.prefix_padding_ms && var.transcription.vad.prefix_padding_ms >= 0
    error_message = "transcription: vad.prefix_padding_ms must be a whole number, at least 0."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.vad == null ? true : var.transcription.vad.silence_duration_ms == null ? true : floor(var.transcription.vad.silence_duration_ms) == var.transcription.vad.silence_duration_ms && var.transcription.vad.silence_duration_ms >= 0
    error_message = "transcription: vad.silence_duration_ms must be a whole number, at least 0."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.known_speakers == null ? true : length(var.transcription.known_speakers) >= 1 && length(var.transcription.known_speakers) <= 4
    error_message = "transcription: known_speakers must have a length of 1 to 4."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.known_speakers == null ? true : alltrue([for each in keys(var.transcription.known_speakers) : trimspace(each) != ""])
    error_message = "transcription: known_speakers each key must be a name."
  }

  validation {
    condition     = var.transcription == null ? true : var.transcription.max_cost == null ? true : var.transcription.max_cost >= 0
    error_message = "transcription: max_cost must be at least 0."
  }
}

variable "translation" {
  description = "What is said in a recording, in English, until the API ends this on 2027-02-26: paid for once, and again only when the recording or an input changes."
  type = object({
    file            = string
    model           = optional(string, "whisper-1")
    prompt          = optional(string)
    temperature     = optional(number)
    chunk_seconds   = optional(number)
    response_format = optional(string)
    output_file     = optional(string)
    overwrite       = optional(bool, false)
    sensitive       = optional(bool, false)
    triggers        = optional(map(string))
    max_cost        = optional(number)
  })
  default = null

  validation {
    condition     = var.translation == null ? true : length(var.translation.file) >= 1
    error_message = "translation: file must not be empty."
  }

  validation {
    condition     = var.translation == null ? true : can(regex("^(?:whisper-\\S+)$", var.translation.model))
    error_message = "translation: model must be a model that translates, such as whisper-1."
  }

  validation {
    condition     = var.translation == null ? true : var.translation.prompt == null ? true : trimspace(var.translation.prompt) != ""
    error_message = "translation: prompt must be a text."
  }

  validation {
    condition     = var.translation == null ? true : var.translation.temperature == null ? true : var.translation.temperature >= 0 && var.translation.temperature <= 1
    error_message = "translation: temperature must lie between 0 and 1."
  }

  validation {
    condition     = var.translation == null ? true : var.translation.chunk_seconds == null ? true : var.translation.chunk_seconds >= 5 && var.translation.chunk_seconds <= 1380
    error_message = "translation: chunk_seconds must lie between 5 and 1380."
  }

  validation {
    condition     = var.translation == null ? true : var.translation.response_format == null ? true : contains(["text", "json", "srt", "vtt", "verbose_json"], var.translation.response_format)
    error_message = "translation: response_format must be one of text, json, srt, vtt, verbose_json."
  }

  validation {
    condition     = var.translation == null ? true : var.translation.output_file == null ? true : length(var.translation.output_file) >= 1
    error_message = "translation: output_file must not be empty."
  }

  validation {
    condition     = var.translation == null ? true : var.translation.max_cost == null ? true : var.translation.max_cost >= 0
    error_message = "translation: max_cost must be at least 0."
  }
}
