resource "openai_speech" "greeting" {
  input           = "Good morning. You have reached Acme Cycles."
  voice           = "marin"
  instructions    = "Calm and friendly."
  response_format = "wav"
  output_file     = "greeting.wav"
}
