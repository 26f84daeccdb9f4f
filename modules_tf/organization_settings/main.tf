# One that is not given is left as the API has it.

resource "openai_organization_spend_limit" "this" {
  count = var.spend_limit == null ? 0 : 1

  threshold_amount = var.spend_limit.threshold_amount
  currency         = var.spend_limit.currency
  interval         = var.spend_limit.interval
}

resource "openai_organization_spend_alert" "this" {
  for_each = { for alert in coalesce(var.spend_alerts, []) : tostring(alert.threshold_amount) => alert }

  threshold_amount = each.value.threshold_amount
  currency         = each.value.currency
  interval         = each.value.interval
  recipients       = each.value.recipients
  subject_prefix   = each.value.subject_prefix
}

resource "openai_organization_data_retention" "this" {
  count = var.data_retention == null ? 0 : 1

  retention_type = var.data_retention
}

resource "openai_organization_certificates" "this" {
  count = var.certificates == null ? 0 : 1

  certificate_ids = var.certificates
}
