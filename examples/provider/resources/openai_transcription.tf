resource "openai_transcription" "meeting" {
  file        = "meeting.wav"
  languages   = ["en", "de"]
  keywords    = ["Acme Cycles", "derailleur"]
  output_file = "meeting.txt"
}

# Subtitles, with who speaks when.
resource "openai_transcription" "interview" {
  file           = "interview.mp3"
  model          = "gpt-4o-transcribe-diarize"
  known_speakers = { Ada = "ada.wav" }
  output_file    = "interview.vtt"
}
