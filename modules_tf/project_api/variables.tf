# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "project_id" {
  description = "Id of the project (proj_...). Another one takes over another key."
  type        = string
  nullable    = false
}

variable "api_key_id" {
  description = "Id of the key (key_...), which must be there: the API makes none. Another one takes over another key."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(?:\\S+)$", var.api_key_id))
    error_message = "api_key_id: must be the id of a key (key_...)."
  }

  validation {
    condition     = !startswith(var.api_key_id, "sk-")
    error_message = "api_key_id: must not be the key itself; give its id (key_...)."
  }
}

variable "scopes" {
  description = "What the key is restricted to; [] lifts all restrictions. Unset leaves them as they are. The API does not return them, so no drift is seen."
  type        = list(string)
  default     = null

  validation {
    condition     = var.scopes == null ? true : alltrue([for each in var.scopes : try(trimspace(each) != "", false)])
    error_message = "scopes: each must be a scope."
  }
}

variable "expires_in_seconds" {
  description = "Seconds after which the key ends, from the time this value is set or changed. Unset leaves its end as it is."
  type        = number
  default     = null

  validation {
    condition     = var.expires_in_seconds == null ? true : floor(var.expires_in_seconds) == var.expires_in_seconds && var.expires_in_seconds >= 1 && var.expires_in_seconds <= 31536000
    error_message = "expires_in_seconds: must be a whole number between 1 and 31536000."
  }
}

variable "delete_on_destroy" {
  description = "Whether destroying deletes the key. Otherwise it is forgotten, and stays valid."
  type        = bool
  default     = false
  nullable    = false
}
