resource "openai_image" "poster" {
  prompt     = "A red bicycle in front of a small shop, as a poster of the 1930s, without any writing"
  model      = "gpt-image-2.6-flare"
  n          = 2
  size       = "1024x1536"
  quality    = "high"
  output_dir = "images"
}

resource "openai_image" "poster_at_night" {
  operation     = "edit"
  prompt        = "The same at night, the shop is lit"
  model         = "gpt-image-2.6-flare"
  images        = [{ path = openai_image.poster.files[0].path }]
  output_format = "webp"
  output_dir    = "images/night"
}
