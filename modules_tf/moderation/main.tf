# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_moderation" "this" {
  input           = var.input
  image_urls      = var.image_urls
  image_paths     = var.image_paths
  texts           = var.texts
  inputs          = var.inputs
  model           = var.model
  thresholds      = var.thresholds
  fail_on_flagged = var.fail_on_flagged
  recheck         = var.recheck
  max_drift       = var.max_drift
  triggers        = var.triggers
}
