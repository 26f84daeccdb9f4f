# The outputs of each kind, and that an item has exactly one.
mock_provider "openai" {
  mock_resource "openai_speech" {
    defaults = {
      id            = "speech-1"
      path          = "greeting.mp3"
      output_sha256 = "abc"
      bytes         = 7
      content_type  = "audio/mpeg"
      characters    = 6
      parts         = 1
    }
  }

  mock_resource "openai_transcription" {
    defaults = {
      id             = "transcription-1"
      path           = "said.srt"
      text           = "Hello."
      sensitive_text = "Secret."
      speakers       = ["Ada"]
      seconds        = 3
      parts          = 2
    }
  }

  mock_resource "openai_translation" {
    defaults = {
      id   = "translation-1"
      text = "Hello."
    }
  }
}

run "speech" {
  variables {
    speech = { input = "Hello.", output_file = "greeting.mp3" }
  }

  assert {
    condition     = output.kind == "speech" && output.id == "speech-1" && output.output_file == "greeting.mp3"
    error_message = "kind, id and output_file must be those of the speech."
  }

  assert {
    condition     = output.characters == 6 && output.parts == 1 && output.bytes == 7 && output.content_type == "audio/mpeg"
    error_message = "What was written must be told."
  }

  assert {
    condition     = output.text == null && output.speakers == null && output.seconds == null
    error_message = "Nothing was heard."
  }

  assert {
    condition     = openai_speech.this[0].model == "gpt-4o-mini-tts" && openai_speech.this[0].voice == "alloy" && length(openai_transcription.this) == 0
    error_message = "The defaults must reach the speech, and nothing else must be made."
  }
}

run "transcription" {
  variables {
    transcription = {
      file           = "meeting.wav"
      model          = "gpt-4o-transcribe-diarize"
      output_file    = "said.srt"
      chunk_seconds  = 20
      known_speakers = { Ada = "ada.wav" }
    }
  }

  assert {
    condition     = output.kind == "transcription" && output.text == "Hello." && output.seconds == 3 && output.speakers[0] == "Ada"
    error_message = "What was said must be an output."
  }

  assert {
    condition     = nonsensitive(output.sensitive_text) == "Secret."
    error_message = "sensitive_text must be an output."
  }

  assert {
    condition     = openai_transcription.this[0].chunk_seconds == 20 && openai_transcription.this[0].known_speakers["Ada"] == "ada.wav"
    error_message = "The inputs must reach the transcription."
  }
}

run "translation" {
  variables {
    translation = { file = "meeting.wav" }
  }

  assert {
    condition     = output.kind == "translation" && output.text == "Hello." && output.characters == null && output.usage == null
    error_message = "What was said must be an output."
  }
}

run "refuses_none" {
  command = plan

  expect_failures = [output.kind]
}

run "refuses_two" {
  command = plan

  variables {
    speech      = { input = "Hello.", output_file = "greeting.mp3" }
    translation = { file = "meeting.wav" }
  }

  expect_failures = [output.kind]
}
