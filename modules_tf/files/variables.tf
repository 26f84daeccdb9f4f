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

variable "mime_type" {
  description = "Type of the file, such as text/jsonl. Default: after its name."
  type        = string
  default     = null

  validation {
    condition     = var.mime_type == null ? true : can(regex("^(?:[^/\\s]+/[^/\\s]+)$", var.mime_type))
    error_message = "mime_type: must be a MIME type, such as text/jsonl."
  }
}

variable "multipart_threshold" {
  description = "Bytes above which a file is uploaded in parts, at most 536870912 (512 MB). Default: 67108864 (64 MB). An upload in parts that is interrupted goes on with the next apply within the hour."
  type        = number
  default     = null

  validation {
    condition     = var.multipart_threshold == null ? true : floor(var.multipart_threshold) == var.multipart_threshold && var.multipart_threshold >= 1 && var.multipart_threshold <= 536870912
    error_message = "multipart_threshold: must be a whole number between 1 and 536870912."
  }
}

variable "part_size" {
  description = "Bytes of a part, at most and by default 67108864 (64 MB)."
  type        = number
  default     = null

  validation {
    condition     = var.part_size == null ? true : floor(var.part_size) == var.part_size && var.part_size >= 1 && var.part_size <= 67108864
    error_message = "part_size: must be a whole number between 1 and 67108864."
  }
}

variable "parallel" {
  description = "Parts that are sent side by side. Default: 4."
  type        = number
  default     = null

  validation {
    condition     = var.parallel == null ? true : floor(var.parallel) == var.parallel && var.parallel >= 1 && var.parallel <= 64
    error_message = "parallel: must be a whole number between 1 and 64."
  }
}

variable "adopt" {
  description = "For an imported file: upload the local bytes in its place when they, the name or the expiry differ. Without it a difference is a warning, and the imported file stays."
  type        = bool
  default     = null
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Deleting a file takes it out of every vector store too; other bytes, another name, purpose or expiry replace it. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}
