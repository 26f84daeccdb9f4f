# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "name" {
  description = "Name of the key. Another name rotates it: the API renames no key."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: must be a name that is not blank."
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
  description = "Days after which the next run makes a new key and gives it to secret_sink."
  type        = number
  default     = null

  validation {
    condition     = var.rotate_after == null ? true : var.rotate_after >= 0.001
    error_message = "rotate_after: must be at least 0.001."
  }
}

variable "rotation" {
  description = "Any text, such as a month. Change this text to rotate the key; unset leaves it as it is."
  type        = string
  default     = null
}

variable "overlap" {
  description = "Days for which a rotated key is still good, so that whoever uses it can change over."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.overlap >= 0
    error_message = "overlap: must be at least 0."
  }
}

variable "expires_in_seconds" {
  description = "Seconds from its creation after which a key ends; the next run then makes another. Another value rotates the key: the API changes none."
  type        = number
  default     = null

  validation {
    condition     = var.expires_in_seconds == null ? true : floor(var.expires_in_seconds) == var.expires_in_seconds && var.expires_in_seconds >= 1 && var.expires_in_seconds <= 31536000
    error_message = "expires_in_seconds: must be a whole number between 1 and 31536000."
  }
}
