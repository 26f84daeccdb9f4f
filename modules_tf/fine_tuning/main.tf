# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_fine_tuning_job" "this" {
  model                = var.model
  training_file        = var.training_file
  validation_file      = var.validation_file
  training_file_path   = var.training_file_path
  validation_file_path = var.validation_file_path
  method               = var.method
  suffix               = var.suffix
  seed                 = var.seed
  integrations         = var.integrations
  metadata             = var.metadata
  triggers             = var.triggers
  paused               = var.paused
  wait                 = var.wait
  share_with_projects  = var.share_with_projects
  accept_end_dates     = var.accept_end_dates
  delete_model         = var.delete_model
  deletion_protection  = var.deletion_protection
  max_cost             = var.max_cost
  timeouts             = var.timeouts
}
