# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_webhook_endpoint" "this" {
  name                                = var.name
  url                                 = var.url
  event_types                         = var.event_types
  secret_sink                         = var.secret_sink
  rotate_after                        = var.rotate_after
  rotation                            = var.rotation
  keep_old_secret_active_for_24_hours = var.keep_old_secret_active_for_24_hours
  test_event_type                     = var.test_event_type
  deletion_protection                 = var.deletion_protection
}
