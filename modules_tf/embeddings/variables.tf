# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "input" {
  description = "One text; its key is input."
  type        = string
  default     = null

  validation {
    condition     = var.input == null ? true : trimspace(var.input) != ""
    error_message = "input: must be a text."
  }
}

variable "texts" {
  description = "Texts, whose keys are their positions, from 0."
  type        = list(string)
  default     = null

  validation {
    condition     = var.texts == null ? true : length(var.texts) >= 1
    error_message = "texts: must not be empty."
  }

  validation {
    condition     = var.texts == null ? true : alltrue([for each in var.texts : try(trimspace(each) != "", false)])
    error_message = "texts: each must be a text."
  }
}

variable "inputs" {
  description = "Texts by keys of your own."
  type        = map(string)
  default     = null

  validation {
    condition     = var.inputs == null ? true : length(var.inputs) >= 1
    error_message = "inputs: must not be empty."
  }

  validation {
    condition     = var.inputs == null ? true : alltrue([for each in var.inputs : try(trimspace(each) != "", false)])
    error_message = "inputs: each must be a text."
  }
}

variable "files" {
  description = "Paths of text files in UTF-8, each of which is one text. The key is the name of the file."
  type        = list(string)
  default     = null

  validation {
    condition     = var.files == null ? true : length(var.files) >= 1
    error_message = "files: must not be empty."
  }

  validation {
    condition     = var.files == null ? true : alltrue([for each in var.files : try(trimspace(each) != "", false)])
    error_message = "files: each must be the path of a file."
  }
}

variable "folder" {
  description = "A folder of text files in UTF-8, each of which is one text. The key is its path in the folder."
  type = object({
    path    = string
    include = optional(list(string))
    exclude = optional(list(string))
  })
  default = null

  validation {
    condition     = var.folder == null ? true : trimspace(var.folder.path) != ""
    error_message = "folder: path must be the path of a folder."
  }

  validation {
    condition     = var.folder == null ? true : var.folder.include == null ? true : length(var.folder.include) >= 1
    error_message = "folder: include must not be empty."
  }

  validation {
    condition     = var.folder == null ? true : var.folder.include == null ? true : alltrue([for each in var.folder.include : try(trimspace(each) != "", false)])
    error_message = "folder: include each must be a pattern."
  }

  validation {
    condition     = var.folder == null ? true : var.folder.exclude == null ? true : alltrue([for each in var.folder.exclude : try(trimspace(each) != "", false)])
    error_message = "folder: exclude each must be a pattern."
  }
}

variable "model" {
  description = "Model that embeds. Another model embeds all texts again."
  type        = string
  default     = "text-embedding-3-small"
  nullable    = false

  validation {
    condition     = trimspace(var.model) != ""
    error_message = "model: must be the name of a model."
  }
}

variable "dimensions" {
  description = "Numbers of each vector, for models from text-embedding-3 on. By default as many as the model has."
  type        = number
  default     = null

  validation {
    condition     = var.dimensions == null ? true : floor(var.dimensions) == var.dimensions && var.dimensions >= 1
    error_message = "dimensions: must be a whole number, at least 1."
  }
}

variable "encoding_format" {
  description = "How vectors are kept in the state and in JSONL: as numbers (float), or as the base64 of little-endian 32-bit floats, which takes less than half the room."
  type        = string
  default     = "float"
  nullable    = false

  validation {
    condition     = contains(["float", "base64"], var.encoding_format)
    error_message = "encoding_format: must be float or base64."
  }
}

variable "user" {
  description = "Id of the user that is asked for, for the API's own checks."
  type        = string
  default     = null
}

variable "oversized" {
  description = "What is done with texts that are too long. The API takes 8192 tokens."
  type = object({
    mode       = optional(string, "error")
    max_tokens = optional(number, 8192)
    overlap    = optional(number, 0)
  })
  default = null

  validation {
    condition     = var.oversized == null ? true : contains(["error", "truncate", "chunk"], var.oversized.mode)
    error_message = "oversized: mode must be one of error, truncate, chunk."
  }

  validation {
    condition     = var.oversized == null ? true : floor(var.oversized.max_tokens) == var.oversized.max_tokens && var.oversized.max_tokens >= 1 && var.oversized.max_tokens <= 8192
    error_message = "oversized: max_tokens must be a whole number between 1 and 8192."
  }

  validation {
    condition     = var.oversized == null ? true : floor(var.oversized.overlap) == var.oversized.overlap && var.oversized.overlap >= 0 && var.oversized.overlap <= 4096
    error_message = "oversized: overlap must be a whole number between 0 and 4096."
  }
}

variable "max_tokens_per_minute" {
  description = "Most tokens that this item takes in a minute, where others need some of the model's limit. Those of the API are kept in any case."
  type        = number
  default     = null

  validation {
    condition     = var.max_tokens_per_minute == null ? true : floor(var.max_tokens_per_minute) == var.max_tokens_per_minute && var.max_tokens_per_minute >= 1
    error_message = "max_tokens_per_minute: must be a whole number, at least 1."
  }
}

variable "output_file" {
  description = "Path of a file that the vectors are written to, .jsonl or .npy, in the order of the texts, and not to the state. What it holds is not paid for again. Without it, the state may hold 1 MB."
  type        = string
  default     = null

  validation {
    condition     = var.output_file == null ? true : can(regex("^(?:(?i)[^\\n]*[^/\\n]\\.(jsonl|npy))$", var.output_file))
    error_message = "output_file: must be the path of a .jsonl or .npy file."
  }
}

variable "duplicates_above" {
  description = "Similarity (cosine) above which two texts are named in duplicates; for at most 500 texts."
  type        = number
  default     = null

  validation {
    condition     = var.duplicates_above == null ? true : var.duplicates_above >= 0 && var.duplicates_above <= 1
    error_message = "duplicates_above: must lie between 0 and 1."
  }
}

variable "max_cost" {
  description = "US dollars that it may cost at most, by the estimate. A plan above it is refused before the first call, and so is one whose cost is not known."
  type        = number
  default     = null

  validation {
    condition     = var.max_cost == null ? true : var.max_cost >= 0
    error_message = "max_cost: must be at least 0."
  }
}
