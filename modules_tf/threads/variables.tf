# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "messages" {
  description = "What the conversation begins with, oldest first. Messages added at the end of the list are appended to the conversation; any other change replaces it. A message has content (text) or parts (text, images, files)."
  type = list(object({
    role    = string
    content = optional(string)
    parts = optional(list(object({
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
    })))
  }))
  default = null

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : length([for given in [message.content != null, message.parts != null] : given if given]) == 1])
    error_message = "messages: exactly one of content or parts must be given."
  }

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : length([for given in [message.content != null, message.parts != null] : given if given]) <= 1])
    error_message = "messages: only one of content or parts may be given."
  }

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : contains(["user", "assistant", "system", "developer"], message.role)])
    error_message = "messages: role must be one of user, assistant, system, developer."
  }

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : message.parts == null ? true : length(message.parts) >= 1])
    error_message = "messages: parts must not be empty."
  }

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.type == "input_text" ? part.text != null : true])])
    error_message = "messages: in parts with type input_text, text must be given."
  }

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.type == "output_text" ? part.text != null : true])])
    error_message = "messages: in parts with type output_text, text must be given."
  }

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.type == "refusal" ? part.refusal != null : true])])
    error_message = "messages: in parts with type refusal, refusal must be given."
  }

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.type == "input_image" ? length([for given in [part.image_url != null, part.file_id != null, part.path != null] : given if given]) == 1 : true])])
    error_message = "messages: in parts with type input_image, exactly one of image_url, file_id or path must be given."
  }

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.type == "input_file" ? length([for given in [part.file_id != null, part.file_url != null, part.file_data != null, part.path != null] : given if given]) == 1 : true])])
    error_message = "messages: in parts with type input_file, exactly one of file_id, file_url, file_data or path must be given."
  }

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : contains(["input_text", "output_text", "refusal", "input_image", "input_file"], part.type)])])
    error_message = "messages: parts.type must be one of input_text, output_text, refusal, input_image, input_file."
  }

  validation {
    condition     = var.messages == null ? true : alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.detail == null ? true : contains(["auto", "low", "high", "original"], part.detail)])])
    error_message = "messages: parts.detail must be one of auto, low, high, original."
  }
}

variable "metadata" {
  description = "Up to 16 labels of the conversation (keys up to 64 characters, values up to 512)."
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

variable "delete_items" {
  description = "Whether to delete all items, one by one, before the conversation. The API keeps the items of a conversation that is deleted."
  type        = bool
  default     = false
  nullable    = false
}

variable "transcript_markdown_file" {
  description = "Local file that the transcript goes to as Markdown, at each apply at which it differs. It is for its owner alone, and stays when the conversation is deleted."
  type        = string
  default     = null

  validation {
    condition     = var.transcript_markdown_file == null ? true : can(regex("^(?:.+\\.(md|markdown))$", var.transcript_markdown_file))
    error_message = "transcript_markdown_file: must be the name of a Markdown file (.md)."
  }
}

variable "transcript_jsonl_file" {
  description = "Local file that the transcript goes to with one item of the API as JSON on each line."
  type        = string
  default     = null

  validation {
    condition     = var.transcript_jsonl_file == null ? true : can(regex("^(?:.+\\.jsonl)$", var.transcript_jsonl_file))
    error_message = "transcript_jsonl_file: must be the name of a file of JSON lines (.jsonl)."
  }
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. The conversation and what was said in it would be gone. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}
