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
    condition     = can(regex("^\\S+$", var.api_key_id)) && !startswith(var.api_key_id, "sk-")
    error_message = "api_key_id: give the id of a key (key_...), never the key itself."
  }
}

variable "scopes" {
  description = "What the key is restricted to; [] lifts all restrictions. Unset leaves them as they are. The API does not tell them, so no drift is seen."
  type        = list(string)
  default     = null

  validation {
    condition     = var.scopes == null ? true : alltrue([for scope in var.scopes : try(trimspace(scope) != "", false)])
    error_message = "scopes: a scope must not be blank."
  }
}

variable "expires_in_seconds" {
  description = "Seconds after which the key ends, from the time this value is set or changed. Unset leaves its end as it is."
  type        = number
  default     = null

  validation {
    condition     = var.expires_in_seconds == null ? true : var.expires_in_seconds >= 1 && var.expires_in_seconds <= 31536000 && floor(var.expires_in_seconds) == var.expires_in_seconds
    error_message = "expires_in_seconds: a whole number from 1 to 31536000 (a year)."
  }
}

variable "delete_on_destroy" {
  description = "Whether destroying deletes the key. Otherwise it is forgotten, and stays valid."
  type        = bool
  default     = false
  nullable    = false
}
