# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_image" "this" {
  operation          = var.operation
  prompt             = var.prompt
  model              = var.model
  n                  = var.n
  size               = var.size
  quality            = var.quality
  complexity         = var.complexity
  background         = var.background
  output_format      = var.output_format
  output_compression = var.output_compression
  frame_count        = var.frame_count
  frame_duration_ms  = var.frame_duration_ms
  svg                = var.svg
  moderation         = var.moderation
  images             = var.images
  mask               = var.mask
  markup             = var.markup
  input_fidelity     = var.input_fidelity
  safety_identifier  = var.safety_identifier
  response_format    = var.response_format
  style              = var.style
  output_dir         = var.output_dir
  filename           = var.filename
  contact_sheet      = var.contact_sheet
  triggers           = var.triggers
  max_cost           = var.max_cost
}
