# Rules of the three kinds, once passed and once failed.
mock_provider "openai" {}

run "accepts" {
  command = plan

  variables {
    speech = {
      input_file      = "greeting.txt"
      voice           = "voice_1"
      speed           = 0.25
      response_format = "flac"
      output_file     = "greeting.flac"
    }
  }

  assert {
    condition     = openai_speech.this[0].speed == 0.25
    error_message = "The speed must be passed on."
  }
}

run "refuses_two_texts" {
  command = plan

  variables {
    speech = { input = "Hello.", input_file = "greeting.txt", output_file = "greeting.mp3" }
  }

  expect_failures = [var.speech]
}

run "refuses_speed" {
  command = plan

  variables {
    speech = { input = "Hello.", speed = 5, output_file = "greeting.mp3" }
  }

  expect_failures = [var.speech]
}

run "refuses_five_speakers" {
  command = plan

  variables {
    transcription = {
      file           = "meeting.wav"
      known_speakers = { for name in ["a", "b", "c", "d", "e"] : name => "a.wav" }
    }
  }

  expect_failures = [var.transcription]
}

run "refuses_vad_without_its_strategy" {
  command = plan

  variables {
    transcription = { file = "meeting.wav", vad = { threshold = 0.5 } }
  }

  expect_failures = [var.transcription]
}

run "refuses_another_model_of_translations" {
  command = plan

  variables {
    translation = { file = "meeting.wav", model = "gpt-transcribe" }
  }

  expect_failures = [var.translation]
}
