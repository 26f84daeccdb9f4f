# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_batch" "this" {
  endpoint             = var.endpoint
  input_file_id        = var.input_file_id
  input_file_path      = var.input_file_path
  requests             = var.requests
  requests_file        = var.requests_file
  template             = var.template
  rows_file            = var.rows_file
  assistant            = var.assistant
  completion_window    = var.completion_window
  metadata             = var.metadata
  output_expires_after = var.output_expires_after
  results_file         = var.results_file
  split                = var.split
  retry_failed         = var.retry_failed
  tolerate_failed_pct  = var.tolerate_failed_pct
  delete_outputs       = var.delete_outputs
  triggers             = var.triggers
  wait                 = var.wait
  deletion_protection  = var.deletion_protection
  max_cost             = var.max_cost
  timeouts             = var.timeouts
}
