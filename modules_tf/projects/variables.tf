variable "name" {
  description = "Name of the project, as people see it. Need not be unique."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: a project needs a name that is not blank."
  }
}

variable "external_key_id" {
  description = "Id of the customer-managed encryption key. Left as it is while unset."
  type        = string
  default     = null
}

variable "residency" {
  description = "Region that stores, and for some regions processes, the project's data, such as EU_STORAGE_PROCESSING. Chosen at creation: another region plans a new project."
  type        = string
  default     = null

  validation {
    condition     = var.residency == null ? true : can(regex("^[A-Z]+(_[A-Z]+)*$", var.residency))
    error_message = "residency: write the region as the API does, in capitals, such as GLOBAL, US_STORAGE_PROCESSING or JP_STORAGE."
  }
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Archiving a project is final and ends its keys at once. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}

variable "members" {
  description = "All members of the project and nobody else: role (owner, member, a key of openai_roles, or name or id of a custom role) by address or id of the person. Everybody else is removed. People who have not joined the organization yet are added by the first run after they join. Unset leaves the members alone. Do not describe single memberships of the same project beside them."
  type        = map(string)
  default     = null
}

variable "groups" {
  description = "All groups of the project and no others: role by group. A group is a key of openai_groups, or its id; a role is owner, member, viewer, a key of openai_roles, or name or id of a custom role of the project. Groups that are not named are removed. Unset leaves the groups alone."
  type = list(object({
    group_id = string
    role     = optional(string, "member")
  }))
  default = null
}

variable "model_permissions" {
  description = "Which models the project may use. Taking it out allows all models again."
  type = object({
    mode      = string
    model_ids = list(string)
  })
  default = null

  validation {
    condition     = var.model_permissions == null ? true : contains(["allow_list", "deny_list"], var.model_permissions.mode)
    error_message = "model_permissions: mode must be allow_list or deny_list."
  }

  validation {
    condition     = var.model_permissions == null ? true : length(var.model_permissions.model_ids) > 0
    error_message = "model_permissions: name at least one model, or leave model_permissions out."
  }
}

variable "hosted_tools" {
  description = "Which of the API's own tools the project may use. Taking it out puts back what was found."
  type = object({
    code_interpreter = optional(bool)
    file_search      = optional(bool)
    image_generation = optional(bool)
    mcp              = optional(bool)
    web_search       = optional(bool)
  })
  default = null
}

variable "data_retention" {
  description = "What the API keeps: organization_default, none, zero_data_retention, modified_abuse_monitoring, enhanced_zero_data_retention, enhanced_modified_abuse_monitoring."
  type        = string
  default     = null

  validation {
    condition     = var.data_retention == null ? true : contains(["organization_default", "none", "zero_data_retention", "modified_abuse_monitoring", "enhanced_zero_data_retention", "enhanced_modified_abuse_monitoring"], var.data_retention)
    error_message = "data_retention: must be one of organization_default, none, zero_data_retention, modified_abuse_monitoring, enhanced_zero_data_retention, enhanced_modified_abuse_monitoring."
  }
}

variable "service_tiers" {
  description = "Which service tiers the project's calls may ask for, and which one they get. Taking it out puts back what was found."
  type = object({
    default       = optional(string)
    enabled_tiers = optional(set(string))
  })
  default = null

  validation {
    condition     = var.service_tiers == null ? true : contains(["standard", "fast", "scale"], coalesce(var.service_tiers.default, "standard"))
    error_message = "service_tiers: default must be one of standard, fast, scale."
  }

  validation {
    condition     = var.service_tiers == null ? true : length(setsubtract(coalesce(var.service_tiers.enabled_tiers, []), ["all", "flex", "fast", "ultrafast"])) == 0
    error_message = "service_tiers: each of enabled_tiers must be one of all, flex, fast, ultrafast."
  }
}

variable "spend_limit" {
  description = "What a project may spend in a month. Once it is spent, paid calls are refused."
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

variable "certificates" {
  description = "All certificates that are active in the project, and no others. Unset leaves them as they are."
  type        = set(string)
  default     = null

  validation {
    condition     = var.certificates == null ? true : alltrue([for each in var.certificates : trimspace(each) != ""])
    error_message = "certificates: each must be the id of a certificate."
  }
}
