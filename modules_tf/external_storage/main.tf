# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_external_storage" "this" {
  project_id                       = var.project_id
  type                             = var.type
  bucket                           = var.bucket
  role_arn                         = var.role_arn
  workload_identity_project_number = var.workload_identity_project_number
  workload_identity_pool_id        = var.workload_identity_pool_id
  workload_identity_provider_id    = var.workload_identity_provider_id
  tenant_id                        = var.tenant_id
  subscription_id                  = var.subscription_id
  resource_group                   = var.resource_group
  account_name                     = var.account_name
  container                        = var.container
  region                           = var.region
  tenancy_ocid                     = var.tenancy_ocid
  validate                         = var.validate
  deletion_protection              = var.deletion_protection

  lifecycle {
    # The project has storage that is validated while another one takes its place.
    create_before_destroy = true
  }
}
