resource "openai_project" "this" {
  name                = var.name
  external_key_id     = var.external_key_id
  residency           = var.residency
  deletion_protection = var.deletion_protection
}
