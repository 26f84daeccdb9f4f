data "openai_audio_results" "transcriptions" {
  kind = "transcription"
}
