# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_embeddings" "this" {
  input                 = var.input
  texts                 = var.texts
  inputs                = var.inputs
  files                 = var.files
  folder                = var.folder
  model                 = var.model
  dimensions            = var.dimensions
  encoding_format       = var.encoding_format
  user                  = var.user
  oversized             = var.oversized
  max_tokens_per_minute = var.max_tokens_per_minute
  output_file           = var.output_file
  duplicates_above      = var.duplicates_above
  max_cost              = var.max_cost
}
