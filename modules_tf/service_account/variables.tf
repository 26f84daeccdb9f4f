variable "project_id" {
  description = "Id of the project (proj_...). Another one plans another account."
  type        = string
  nullable    = false
}

variable "name" {
  description = "Name of the account. Need not be unique; changed in place."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: an account needs a name that is not blank."
  }
}

variable "role" {
  description = "Role in the project: member, owner or none; changed in place. The API takes no role away: going back to none plans a new account, and the keys of the old one end."
  type        = string
  default     = "member"
  nullable    = false

  validation {
    condition     = contains(["member", "owner", "none"], var.role)
    error_message = "role: must be one of member, owner, none."
  }
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. All keys of the account end with it. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}

variable "api_keys" {
  description = "Keys of the account, by a key of your own. Everything but the name is changed in place."
  type = map(object({
    name               = optional(string)
    scopes             = optional(list(string))
    expires_in_seconds = optional(number)
    rotate_after       = optional(number)
    rotation           = optional(string)
    overlap            = optional(number, 0)
    secret_sink = optional(object({
      file                = optional(string)
      vault_file          = optional(string)
      vault_password_file = optional(string)
      vault_variable      = optional(string)
      command             = optional(list(string))
      overwrite           = optional(bool)
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(distinct([for key, each in var.api_keys : coalesce(each.name, key)])) == length(var.api_keys)
    error_message = "api_keys: two keys have the same name."
  }

  validation {
    condition     = alltrue([for each in var.api_keys : each.secret_sink == null ? true : length([for given in [each.secret_sink.file != null, each.secret_sink.vault_file != null, each.secret_sink.command != null] : given if given]) == 1])
    error_message = "api_keys: a secret_sink has exactly one of file, vault_file and command."
  }

  validation {
    condition     = length(distinct(compact([for each in var.api_keys : try(join("#", compact([each.secret_sink.file, each.secret_sink.vault_file, each.secret_sink.vault_variable])), "")]))) == length(compact([for each in var.api_keys : try(join("#", compact([each.secret_sink.file, each.secret_sink.vault_file, each.secret_sink.vault_variable])), "")]))
    error_message = "api_keys: two keys go to the same file, or to the same variable of a vault, and one of them would be lost."
  }

  validation {
    condition     = alltrue([for each in var.api_keys : each.expires_in_seconds == null ? true : each.expires_in_seconds >= 1 && each.expires_in_seconds <= 31536000 && floor(each.expires_in_seconds) == each.expires_in_seconds])
    error_message = "api_keys: expires_in_seconds is a whole number from 1 to 31536000 (a year)."
  }

  validation {
    condition     = alltrue([for each in var.api_keys : (each.rotate_after == null ? true : each.rotate_after >= 0.001) && each.overlap >= 0])
    error_message = "api_keys: rotate_after is a number of days, at least 0.001, and overlap one that is at least 0."
  }
}
