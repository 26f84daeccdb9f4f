resource "openai_voice" "ada" {
  name         = "Ada"
  audio_sample = "ada.wav"
  consent      = openai_voice_consent.ada.id
}

resource "openai_voice" "narrator" {
  name   = "Narrator"
  prompt = "A calm voice of about fifty, with a slight Irish accent."
}
