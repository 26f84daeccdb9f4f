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
    condition     = can(regex("^\\S+$", var.model))
    error_message = "model: give the name of a model, such as gpt-5.6-terra."
  }
}

variable "rpm_limit" {
  description = "Requests a minute, at most what the organization has. Unset leaves the limit as it is."
  type        = number
  default     = null

  validation {
    condition     = var.rpm_limit == null ? true : var.rpm_limit >= 0 && floor(var.rpm_limit) == var.rpm_limit
    error_message = "rpm_limit: a whole number, at least 0."
  }
}

variable "tpm_limit" {
  description = "Tokens a minute, at most what the organization has. Unset leaves the limit as it is."
  type        = number
  default     = null

  validation {
    condition     = var.tpm_limit == null ? true : var.tpm_limit >= 0 && floor(var.tpm_limit) == var.tpm_limit
    error_message = "tpm_limit: a whole number, at least 0."
  }
}

variable "max_images_per_1_minute" {
  description = "Images a minute, at most what the organization has. Unset leaves the limit as it is."
  type        = number
  default     = null

  validation {
    condition     = var.max_images_per_1_minute == null ? true : var.max_images_per_1_minute >= 0 && floor(var.max_images_per_1_minute) == var.max_images_per_1_minute
    error_message = "max_images_per_1_minute: a whole number, at least 0."
  }
}

variable "max_audio_megabytes_per_1_minute" {
  description = "Megabytes of audio a minute, at most what the organization has. Unset leaves the limit as it is."
  type        = number
  default     = null

  validation {
    condition     = var.max_audio_megabytes_per_1_minute == null ? true : var.max_audio_megabytes_per_1_minute >= 0 && floor(var.max_audio_megabytes_per_1_minute) == var.max_audio_megabytes_per_1_minute
    error_message = "max_audio_megabytes_per_1_minute: a whole number, at least 0."
  }
}

variable "max_requests_per_1_day" {
  description = "Requests a day, at most what the organization has. Unset leaves the limit as it is."
  type        = number
  default     = null

  validation {
    condition     = var.max_requests_per_1_day == null ? true : var.max_requests_per_1_day >= 0 && floor(var.max_requests_per_1_day) == var.max_requests_per_1_day
    error_message = "max_requests_per_1_day: a whole number, at least 0."
  }
}

variable "batch_1_day_max_input_tokens" {
  description = "Input tokens of batches a day, at most what the organization has. Unset leaves the limit as it is."
  type        = number
  default     = null

  validation {
    condition     = var.batch_1_day_max_input_tokens == null ? true : var.batch_1_day_max_input_tokens >= 0 && floor(var.batch_1_day_max_input_tokens) == var.batch_1_day_max_input_tokens
    error_message = "batch_1_day_max_input_tokens: a whole number, at least 0."
  }
}

variable "restore_on_destroy" {
  description = "Whether destroying puts the limits back that were found before the first change. Otherwise they stay."
  type        = bool
  default     = true
  nullable    = false
}
