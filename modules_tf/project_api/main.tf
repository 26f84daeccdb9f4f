# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_project_api_key" "this" {
  project_id         = var.project_id
  api_key_id         = var.api_key_id
  scopes             = var.scopes
  expires_in_seconds = var.expires_in_seconds
  delete_on_destroy  = var.delete_on_destroy
}
