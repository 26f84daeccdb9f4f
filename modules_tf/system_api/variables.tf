variable "name" {
  description = "Name of the key. Another one rotates it: the API renames no key."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: a key needs a name that is not blank."
  }
}

variable "secret_sink" {
  description = "Where the key goes when it is made, at once and nowhere else: file (mode 0600), vault_file of Ansible Vault with vault_password_file and vault_variable, or command, which is fed the key. Paths are absolute or begin with ~/. Nothing but the key before is replaced, unless overwrite is true; other variables of a vault stay. Needed for a key that is made; another one counts from the next key on."
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
    error_message = "secret_sink: give exactly one of file, vault_file and command."
  }
}

variable "expires_in_seconds" {
  description = "Seconds from its creation after which a key ends; the next apply then makes another. Another value rotates the key."
  type        = number
  default     = null

  validation {
    condition     = var.expires_in_seconds == null ? true : var.expires_in_seconds >= 1 && var.expires_in_seconds <= 31536000 && floor(var.expires_in_seconds) == var.expires_in_seconds
    error_message = "expires_in_seconds: a whole number from 1 to 31536000 (a year)."
  }
}

variable "rotate_after" {
  description = "Days after which the next apply makes a new key and gives it to secret_sink."
  type        = number
  default     = null

  validation {
    condition     = var.rotate_after == null ? true : var.rotate_after >= 0.001
    error_message = "rotate_after: a number of days, at least 0.001."
  }
}

variable "rotation" {
  description = "Any text, such as a month: another one than the last rotates the key. Unset leaves it as it is."
  type        = string
  default     = null
}

variable "overlap" {
  description = "Days for which a rotated key is still good. The first apply after them deletes it."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.overlap >= 0
    error_message = "overlap: a number of days, at least 0."
  }
}
