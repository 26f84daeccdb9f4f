variable "model_id" {
  description = "Id of the model, such as gpt-5.6-terra or the id of a fine-tuned model."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.model_id) != ""
    error_message = "model_id: give the id of a model."
  }
}

variable "shutdown_warning_days" {
  description = "Warn when the model is to be shut within so many days. 0 turns the warning off."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.shutdown_warning_days >= 0 && var.shutdown_warning_days <= 36500 && floor(var.shutdown_warning_days) == var.shutdown_warning_days
    error_message = "shutdown_warning_days: must be a whole number of days, from 0 to 36500."
  }
}
