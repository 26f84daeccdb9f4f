resource "openai_project" "this" {
  name                = var.name
  external_key_id     = var.external_key_id
  residency           = var.residency
  deletion_protection = var.deletion_protection

  # Archiving is final: the old project goes only when the new one and its settings are there.
  lifecycle {
    create_before_destroy = true
  }
}

# The settings. One that is not given is left as the API has it.

resource "openai_project_users" "this" {
  count = var.members == null ? 0 : 1

  project_id    = openai_project.this.id
  members       = var.members
  allow_pending = true
}

resource "openai_project_groups" "this" {
  count = var.groups == null ? 0 : 1

  project_id = openai_project.this.id
  groups     = var.groups
}

resource "openai_project_model_permissions" "this" {
  count = var.model_permissions == null ? 0 : 1

  project_id = openai_project.this.id
  mode       = var.model_permissions.mode
  model_ids  = var.model_permissions.model_ids
}

resource "openai_project_hosted_tool_permissions" "this" {
  count = var.hosted_tools == null ? 0 : 1

  project_id       = openai_project.this.id
  code_interpreter = var.hosted_tools.code_interpreter
  file_search      = var.hosted_tools.file_search
  image_generation = var.hosted_tools.image_generation
  mcp              = var.hosted_tools.mcp
  web_search       = var.hosted_tools.web_search
}

resource "openai_project_data_retention" "this" {
  count = var.data_retention == null ? 0 : 1

  project_id     = openai_project.this.id
  retention_type = var.data_retention
}

resource "openai_project_service_tier_settings" "this" {
  count = var.service_tiers == null ? 0 : 1

  project_id    = openai_project.this.id
  default       = var.service_tiers.default
  enabled_tiers = var.service_tiers.enabled_tiers
}

resource "openai_project_spend_limit" "this" {
  count = var.spend_limit == null ? 0 : 1

  project_id       = openai_project.this.id
  threshold_amount = var.spend_limit.threshold_amount
  currency         = var.spend_limit.currency
  interval         = var.spend_limit.interval
}

resource "openai_project_spend_alert" "this" {
  for_each = { for alert in coalesce(var.spend_alerts, []) : tostring(alert.threshold_amount) => alert }

  project_id       = openai_project.this.id
  threshold_amount = each.value.threshold_amount
  currency         = each.value.currency
  interval         = each.value.interval
  recipients       = each.value.recipients
  subject_prefix   = each.value.subject_prefix
}

resource "openai_project_certificates" "this" {
  count = var.certificates == null ? 0 : 1

  project_id      = openai_project.this.id
  certificate_ids = var.certificates
}
