# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "project_id" {
  description = "Id of the project (proj_...). Another one sets the limits of another project."
  type        = string
  nullable    = false
}

variable "model" {
  description = "Model, as the project's list of limits names it. Another one sets the limits of another model."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(?:\\S+)$", var.model))
    error_message = "model: must be the name of a model."
  }
}

variable "rpm_limit" {
  description = "Requests a minute. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  type        = number
  default     = null

  validation {
    condition     = var.rpm_limit == null ? true : floor(var.rpm_limit) == var.rpm_limit && var.rpm_limit >= 0
    error_message = "rpm_limit: must be a whole number, at least 0."
  }
}

variable "tpm_limit" {
  description = "Tokens a minute. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  type        = number
  default     = null

  validation {
    condition     = var.tpm_limit == null ? true : floor(var.tpm_limit) == var.tpm_limit && var.tpm_limit >= 0
    error_message = "tpm_limit: must be a whole number, at least 0."
  }
}

variable "max_images_per_1_minute" {
  description = "Images a minute. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  type        = number
  default     = null

  validation {
    condition     = var.max_images_per_1_minute == null ? true : floor(var.max_images_per_1_minute) == var.max_images_per_1_minute && var.max_images_per_1_minute >= 0
    error_message = "max_images_per_1_minute: must be a whole number, at least 0."
  }
}

variable "max_audio_megabytes_per_1_minute" {
  description = "Megabytes of audio a minute. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  type        = number
  default     = null

  validation {
    condition     = var.max_audio_megabytes_per_1_minute == null ? true : floor(var.max_audio_megabytes_per_1_minute) == var.max_audio_megabytes_per_1_minute && var.max_audio_megabytes_per_1_minute >= 0
    error_message = "max_audio_megabytes_per_1_minute: must be a whole number, at least 0."
  }
}

variable "max_requests_per_1_day" {
  description = "Requests a day. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  type        = number
  default     = null

  validation {
    condition     = var.max_requests_per_1_day == null ? true : floor(var.max_requests_per_1_day) == var.max_requests_per_1_day && var.max_requests_per_1_day >= 0
    error_message = "max_requests_per_1_day: must be a whole number, at least 0."
  }
}

variable "batch_1_day_max_input_tokens" {
  description = "Input tokens of batches a day. At most what the organization has. Unset leaves the limit as it is; null where the model has no such limit."
  type        = number
  default     = null

  validation {
    condition     = var.batch_1_day_max_input_tokens == null ? true : floor(var.batch_1_day_max_input_tokens) == var.batch_1_day_max_input_tokens && var.batch_1_day_max_input_tokens >= 0
    error_message = "batch_1_day_max_input_tokens: must be a whole number, at least 0."
  }
}

variable "restore_on_destroy" {
  description = "Whether destroying puts the limits back that were found before the first change. Otherwise they stay."
  type        = bool
  default     = true
  nullable    = false
}
