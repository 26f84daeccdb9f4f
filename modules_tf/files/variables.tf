variable "file_path" {
  description = "Path of the local file to upload, relative to the folder terraform runs in. Its bytes are hashed at every plan: changed bytes plan a new upload. Give either this or content; leave both out for an imported file whose content is not managed here."
  type        = string
  default     = null

  validation {
    condition     = var.file_path == null ? true : trimspace(var.file_path) != ""
    error_message = "file_path: the path is blank; leave it out for a file that is not managed from a local copy."
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
    condition     = var.filename == null ? true : can(regex("^[^/\\\\]+$", var.filename))
    error_message = "filename: give a bare name without folders."
  }
}

variable "purpose" {
  description = "What the file is for: assistants, batch, fine-tune, vision, user_data or evals. Needed to upload; leave it out for an imported file."
  type        = string
  default     = null

  validation {
    condition     = var.purpose == null ? true : contains(["assistants", "batch", "fine-tune", "vision", "user_data", "evals"], var.purpose)
    error_message = "purpose: must be one of assistants, batch, fine-tune, vision, user_data, evals."
  }
}

variable "expires_after" {
  description = "When the API deletes the file by itself: seconds after anchor (created_at), between one hour and 30 days. Unset keeps the API's default: never, or 30 days for purpose batch."
  type = object({
    seconds = number
    anchor  = optional(string, "created_at")
  })
  default = null

  validation {
    condition     = var.expires_after == null ? true : var.expires_after.seconds >= 3600 && var.expires_after.seconds <= 2592000
    error_message = "expires_after: seconds must lie between 3600 (one hour) and 2592000 (30 days)."
  }

  validation {
    condition     = var.expires_after == null ? true : var.expires_after.anchor == "created_at"
    error_message = "expires_after: the API knows one anchor for files, created_at."
  }
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete the file, also to replace it. Takes the place of a lifecycle block, which a module call cannot hold."
  type        = bool
  default     = false
  nullable    = false
}
