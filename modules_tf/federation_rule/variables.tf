# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "workload_identity_provider_id" {
  description = "Id of the workload identity provider (idp_...). Another one plans another rule."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.workload_identity_provider_id) >= 1
    error_message = "workload_identity_provider_id: must not be empty."
  }
}

variable "project_id" {
  description = "Id of the service account's project (proj_...). Another one plans another rule."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.project_id) >= 1
    error_message = "project_id: must not be empty."
  }
}

variable "service_account_id" {
  description = "Id of the service account that the tokens stand for. A provider has one rule for it. Another one plans another rule."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.service_account_id) >= 1
    error_message = "service_account_id: must not be empty."
  }
}

variable "name" {
  description = "Name of the rule, unique in its provider."
  type        = string
  default     = null

  validation {
    condition     = var.name == null ? true : trimspace(var.name) != ""
    error_message = "name: must be a name that is not blank."
  }
}

variable "description" {
  description = "What the rule is for."
  type        = string
  default     = null

  validation {
    condition     = var.description == null ? true : trimspace(var.description) != ""
    error_message = "description: must be text that is not blank."
  }
}

variable "enabled" {
  description = "Whether the rule counts. What tokens were exchanged for lives on."
  type        = bool
  default     = true
  nullable    = false
}

variable "attribute_matchers" {
  description = "What a token must have, as a JSON object: the value of each claim, or of each attribute that the provider derives; texts, numbers or booleans. A text may end in *, for anything that begins so."
  type        = string
  nullable    = false

  validation {
    condition     = can(keys(jsondecode(var.attribute_matchers)))
    error_message = "attribute_matchers: must be a JSON object; write it with jsonencode()."
  }
}

variable "permissions" {
  description = "What the access tokens permit."
  type = object({
    type   = string
    scopes = optional(set(string))
  })
  default  = { type = "service_account_default" }
  nullable = false

  validation {
    condition     = var.permissions.type == "restricted" ? var.permissions.scopes != null : true
    error_message = "permissions: with type restricted, scopes must be given."
  }

  validation {
    condition     = var.permissions.type == "service_account_default" ? var.permissions.scopes == null : true
    error_message = "permissions: with type service_account_default, scopes must not be given."
  }

  validation {
    condition     = contains(["service_account_default", "restricted"], var.permissions.type)
    error_message = "permissions: type must be service_account_default or restricted."
  }

  validation {
    condition     = var.permissions.scopes == null ? true : length(var.permissions.scopes) >= 1
    error_message = "permissions: scopes must not be empty."
  }
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Without it, workloads that signed in by it cannot. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}
