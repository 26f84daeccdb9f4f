# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "file_path" {
  description = "Path of the local file to upload. Its bytes are hashed at every plan: changed bytes plan a new upload. Give this or content; leave both out for an imported file whose bytes are not managed here."
  type        = string
  default     = null

  validation {
    condition     = var.file_path == null ? true : trimspace(var.file_path) != ""
    error_message = "file_path: must be a path; leave it out for a file without a local copy."
  }
}

variable "content" {
  description = "Text to upload, in place of a local file. Needs filename."
  type        = string
  default     = null
}

variable "filename" {
  description = "Name of the file at the API. Defaults to the last part of file_path."
  type        = string
  default     = null

  validation {
    condition     = var.filename == null ? true : can(regex("^(?:[^/\\\\\"\\x00-\\x1f\\x7f\\x85\\x{2028}\\x{2029}]+)$", var.filename))
    error_message = "filename: must be a bare file name that the API can keep: without slashes, double quotes, line breaks and other control characters. Give the file such a name, or set filename beside file_path."
  }
}

variable "purpose" {
  description = "What the file is for: assistants, batch, fine-tune, vision, user_data, evals. Needed to upload; leave it out for an imported file."
  type        = string
  default     = null

  validation {
    condition     = var.purpose == null ? true : contains(["assistants", "batch", "fine-tune", "vision", "user_data", "evals", "assistants_output", "batch_output", "fine-tune-results"], var.purpose)
    error_message = "purpose: must be one of assistants, batch, fine-tune, vision, user_data, evals, assistants_output, batch_output, fine-tune-results."
  }
}

variable "expires_after" {
  description = "When the API deletes the file by itself. Unset: never, or after 30 days for batch."
  type = object({
    seconds = number
    anchor  = optional(string, "created_at")
  })
  default = null

  validation {
    condition     = var.expires_after == null ? true : floor(var.expires_after.seconds) == var.expires_after.seconds && var.expires_after.seconds >= 3600 && var.expires_after.seconds <= 2592000
    error_message = "expires_after: seconds must be a whole number between 3600 and 2592000."
  }

  validation {
    condition     = var.expires_after == null ? true : var.expires_after.anchor == "created_at"
    error_message = "expires_after: anchor must be created_at."
  }
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Deleting a file takes it out of every vector store too; other bytes, another name, purpose or expiry replace it. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}
