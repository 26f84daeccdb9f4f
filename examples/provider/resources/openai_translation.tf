resource "openai_translation" "interview" {
  file        = "interview.mp3"
  output_file = "interview.srt"
}
