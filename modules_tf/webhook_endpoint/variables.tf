# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "name" {
  description = "Name of the endpoint."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: must be a name that is not blank."
  }
}

variable "url" {
  description = "Where events are delivered to: an https address."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(?:https://\\S+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/?]\\S*)?)$", var.url))
    error_message = "url: must be an https address."
  }
}

variable "event_types" {
  description = "What is delivered, such as batch.completed. A type that the API does not have is refused."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.event_types) >= 1
    error_message = "event_types: must not be empty."
  }
}

variable "secret_sink" {
  description = "Where the key goes when it is made, at once and nowhere else: one of file, vault_file and command. Needed for every key that is made. Terraform takes paths that are absolute or begin with ~/. Not kept: another sink counts from the next key on."
  type = object({
    file                = optional(string)
    vault_file          = optional(string)
    vault_password_file = optional(string)
    vault_variable      = optional(string)
    command             = optional(list(string))
    overwrite           = optional(bool)
  })
  default = null

  validation {
    condition     = var.secret_sink == null ? true : length([for given in [var.secret_sink.file != null, var.secret_sink.vault_file != null, var.secret_sink.command != null] : given if given]) == 1
    error_message = "secret_sink: exactly one of file, vault_file or command must be given."
  }

  validation {
    condition     = var.secret_sink == null ? true : var.secret_sink.file == null ? true : length(var.secret_sink.file) >= 1
    error_message = "secret_sink: file must not be empty."
  }

  validation {
    condition     = var.secret_sink == null ? true : var.secret_sink.vault_file == null ? true : length(var.secret_sink.vault_file) >= 1
    error_message = "secret_sink: vault_file must not be empty."
  }

  validation {
    condition     = var.secret_sink == null ? true : var.secret_sink.vault_password_file == null ? true : length(var.secret_sink.vault_password_file) >= 1
    error_message = "secret_sink: vault_password_file must not be empty."
  }

  validation {
    condition     = var.secret_sink == null ? true : var.secret_sink.vault_variable == null ? true : length(var.secret_sink.vault_variable) >= 1
    error_message = "secret_sink: vault_variable must not be empty."
  }

  validation {
    condition     = var.secret_sink == null ? true : var.secret_sink.command == null ? true : length(var.secret_sink.command) >= 1
    error_message = "secret_sink: command must not be empty."
  }
}

variable "rotate_after" {
  description = "Days after which the next run makes a new signing secret and gives it to secret_sink."
  type        = number
  default     = null

  validation {
    condition     = var.rotate_after == null ? true : var.rotate_after >= 0.001
    error_message = "rotate_after: must be at least 0.001."
  }
}

variable "rotation" {
  description = "Any text, such as a month. Change this text to rotate the signing secret; unset leaves it as it is. An endpoint that was imported gets a secret that is known by it."
  type        = string
  default     = null
}

variable "keep_old_secret_active_for_24_hours" {
  description = "Whether the API signs with a rotated secret too, for 24 hours, so that the receiver can change over. False ends it at once, as for a secret that others may know."
  type        = bool
  default     = true
  nullable    = false
}

variable "test_event_type" {
  description = "Type of a sample that the API delivers when the endpoint is made, its address or this value changes, or its secret is rotated; such as batch.completed. A sample that is not taken is a warning."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Whoever waits for its events gets no more. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}
