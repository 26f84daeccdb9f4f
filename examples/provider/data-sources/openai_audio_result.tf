data "openai_audio_result" "meeting" {
  id = "transcription-0123456789abcdef01234567"
}
