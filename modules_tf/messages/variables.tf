# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "thread_id" {
  description = "Id of the conversation (conv_...)."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(?:conv_\\S+)$", var.thread_id))
    error_message = "thread_id: must be the id of a conversation (conv_...). The ids thread_... ended with the Assistants API on 2026-08-26: docs/assistants-migration.md is the way out."
  }
}

variable "role" {
  description = "Who speaks: user, assistant, system, developer. Default: user."
  type        = string
  default     = "user"
  nullable    = false

  validation {
    condition     = contains(["user", "assistant", "system", "developer"], var.role)
    error_message = "role: must be one of user, assistant, system, developer."
  }
}

variable "content" {
  description = "Text of the message, in place of parts."
  type        = string
  default     = null
}

variable "parts" {
  description = "Parts of the message, in place of content."
  type = list(object({
    type      = string
    text      = optional(string)
    refusal   = optional(string)
    image_url = optional(string)
    file_id   = optional(string)
    file_url  = optional(string)
    file_data = optional(string)
    filename  = optional(string)
    detail    = optional(string)
    path      = optional(string)
  }))
  default = null

  validation {
    condition     = var.parts == null ? true : length(var.parts) >= 1
    error_message = "parts: must not be empty."
  }

  validation {
    condition     = var.parts == null ? true : alltrue([for part in var.parts : part.type == "input_text" ? part.text != null : true])
    error_message = "parts: with type input_text, text must be given."
  }

  validation {
    condition     = var.parts == null ? true : alltrue([for part in var.parts : part.type == "output_text" ? part.text != null : true])
    error_message = "parts: with type output_text, text must be given."
  }

  validation {
    condition     = var.parts == null ? true : alltrue([for part in var.parts : part.type == "refusal" ? part.refusal != null : true])
    error_message = "parts: with type refusal, refusal must be given."
  }

  validation {
    condition     = var.parts == null ? true : alltrue([for part in var.parts : part.type == "input_image" ? length([for given in [part.image_url != null, part.file_id != null, part.path != null] : given if given]) == 1 : true])
    error_message = "parts: with type input_image, exactly one of image_url, file_id or path must be given."
  }

  validation {
    condition     = var.parts == null ? true : alltrue([for part in var.parts : part.type == "input_file" ? length([for given in [part.file_id != null, part.file_url != null, part.file_data != null, part.path != null] : given if given]) == 1 : true])
    error_message = "parts: with type input_file, exactly one of file_id, file_url, file_data or path must be given."
  }

  validation {
    condition     = var.parts == null ? true : alltrue([for part in var.parts : contains(["input_text", "output_text", "refusal", "input_image", "input_file"], part.type)])
    error_message = "parts: type must be one of input_text, output_text, refusal, input_image, input_file."
  }

  validation {
    condition     = var.parts == null ? true : alltrue([for part in var.parts : part.detail == null ? true : contains(["auto", "low", "high", "original"], part.detail)])
    error_message = "parts: detail must be one of auto, low, high, original."
  }
}

variable "attachments" {
  description = "Files of the message in the form of the former API; each becomes a part input_file."
  type = list(object({
    file_id = string
    tools = optional(list(object({
      type = string
    })))
  }))
  default = null
}

variable "metadata" {
  description = "Up to 16 labels of your own. They are in the state alone: the API keeps none for a message."
  type        = map(string)
  default     = null

  validation {
    condition     = var.metadata == null ? true : length(var.metadata) <= 16
    error_message = "metadata: must have a length of 16 or less."
  }

  validation {
    condition     = var.metadata == null ? true : alltrue([for each in keys(var.metadata) : length(each) <= 64])
    error_message = "metadata: each key must have a length of 64 or less."
  }

  validation {
    condition     = var.metadata == null ? true : alltrue([for each in var.metadata : try(length(each) <= 512, false)])
    error_message = "metadata: each must have a length of 512 or less."
  }
}

variable "after" {
  description = "Id of a message (msg_...) of the conversation that this one comes after. When that one is replaced, so is this one, so that the order stays."
  type        = string
  default     = null

  validation {
    condition     = var.after == null ? true : can(regex("^(?:\\S*msg_\\S+)$", var.after))
    error_message = "after: must be the id of a message (msg_...)."
  }
}

variable "delete_pair" {
  description = "Whether the reasoning item before an answer of a model is deleted with it. One without the other makes every further response for the conversation fail, so that deleting the answer alone is refused."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. It would be missing in the conversation. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}
