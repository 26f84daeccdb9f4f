variable "spend_limit" {
  description = "What the organization may spend in a month. Once it is spent, paid calls are refused."
  type = object({
    threshold_amount = number
    currency         = optional(string, "USD")
    interval         = optional(string, "month")
  })
  default = null

  validation {
    condition     = var.spend_limit == null ? true : var.spend_limit.threshold_amount >= 1 && floor(var.spend_limit.threshold_amount) == var.spend_limit.threshold_amount
    error_message = "spend_limit: threshold_amount is a whole number of cents, at least 1."
  }
}

variable "spend_alerts" {
  description = "Amounts at which people are notified by mail; one alert for each amount."
  type = list(object({
    threshold_amount = number
    currency         = optional(string, "USD")
    interval         = optional(string, "month")
    recipients       = list(string)
    subject_prefix   = optional(string)
  }))
  default = null

  validation {
    condition     = var.spend_alerts == null ? true : length(distinct(var.spend_alerts[*].threshold_amount)) == length(var.spend_alerts)
    error_message = "spend_alerts: two alerts have the same threshold_amount; give one of them all the recipients."
  }
}

variable "data_retention" {
  description = "What the API keeps: zero_data_retention, modified_abuse_monitoring, enhanced_zero_data_retention, enhanced_modified_abuse_monitoring."
  type        = string
  default     = null

  validation {
    condition     = var.data_retention == null ? true : contains(["zero_data_retention", "modified_abuse_monitoring", "enhanced_zero_data_retention", "enhanced_modified_abuse_monitoring"], var.data_retention)
    error_message = "data_retention: must be one of zero_data_retention, modified_abuse_monitoring, enhanced_zero_data_retention, enhanced_modified_abuse_monitoring."
  }
}

variable "certificates" {
  description = "All certificates that are active in the whole organization, and no others. Unset leaves them as they are."
  type        = set(string)
  default     = null

  validation {
    condition     = var.certificates == null ? true : alltrue([for each in var.certificates : trimspace(each) != ""])
    error_message = "certificates: each must be the id of a certificate."
  }
}
