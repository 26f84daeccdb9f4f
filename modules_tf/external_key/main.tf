# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_external_key" "this" {
  name                             = var.name
  type                             = var.type
  purpose                          = var.purpose
  kms_arn                          = var.kms_arn
  role_arn                         = var.role_arn
  external_id                      = var.external_id
  kms_project_id                   = var.kms_project_id
  kms_key_location                 = var.kms_key_location
  kms_key_ring_name                = var.kms_key_ring_name
  kms_key_name                     = var.kms_key_name
  workload_identity_project_number = var.workload_identity_project_number
  workload_identity_pool_id        = var.workload_identity_pool_id
  workload_identity_provider_id    = var.workload_identity_provider_id
  audience                         = var.audience
  tenant_id                        = var.tenant_id
  vault_uri                        = var.vault_uri
  key_name                         = var.key_name
  region                           = var.region
  vault_ocid                       = var.vault_ocid
  key_ocid                         = var.key_ocid
  kms_key_version                  = var.kms_key_version
  key_version                      = var.key_version
  key_version_ocid                 = var.key_version_ocid
  deletion_protection              = var.deletion_protection

  lifecycle {
    # Projects get the new key before the old one is taken out.
    create_before_destroy = true
  }
}
