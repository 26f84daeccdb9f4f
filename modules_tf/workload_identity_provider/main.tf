# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_workload_identity_provider" "this" {
  name                      = var.name
  type                      = var.type
  issuer                    = var.issuer
  audience                  = var.audience
  description               = var.description
  enabled                   = var.enabled
  verification              = var.verification
  attribute_transformations = var.attribute_transformations
  deletion_protection       = var.deletion_protection
}
