# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_rate_limit" "this" {
  project_id                       = var.project_id
  model                            = var.model
  rpm_limit                        = var.rpm_limit
  tpm_limit                        = var.tpm_limit
  max_images_per_1_minute          = var.max_images_per_1_minute
  max_audio_megabytes_per_1_minute = var.max_audio_megabytes_per_1_minute
  max_requests_per_1_day           = var.max_requests_per_1_day
  batch_1_day_max_input_tokens     = var.batch_1_day_max_input_tokens
  restore_on_destroy               = var.restore_on_destroy
}
