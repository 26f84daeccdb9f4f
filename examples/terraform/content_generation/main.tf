# A text is judged first; only then is it drawn, read aloud, and written down again.

module "slogan" {
  source          = "../../../modules_tf/moderation"
  inputs          = { slogan = { text = var.slogan } }
  thresholds      = { harassment = 0.4 }
  fail_on_flagged = true
}

module "poster" {
  source     = "../../../modules_tf/image"
  prompt     = "A red bicycle in front of a small shop, for the words: ${var.slogan}"
  model      = var.image_model
  size       = "1024x1536"
  output_dir = var.output_dir

  depends_on = [module.slogan]
}

module "spoken" {
  source = "../../../modules_tf/audio"
  speech = {
    input           = var.slogan
    voice           = "marin"
    response_format = "wav"
    output_file     = "${var.output_dir}/slogan.wav"
  }

  depends_on = [module.slogan]
}

module "written" {
  source        = "../../../modules_tf/audio"
  transcription = { file = module.spoken.output_file }
}
