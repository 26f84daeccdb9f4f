# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "name" {
  description = "Name of the store."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: must be a name."
  }

  validation {
    condition     = length(var.name) >= 1 && length(var.name) <= 256
    error_message = "name: must have a length of 1 to 256."
  }
}

variable "description" {
  description = "What the store is for. The API takes it at creation alone: another one replaces the store."
  type        = string
  default     = null
}

variable "metadata" {
  description = "Up to 16 pairs of text that you attach."
  type        = map(string)
  default     = null

  validation {
    condition     = var.metadata == null ? true : length(var.metadata) <= 16
    error_message = "metadata: must have a length of 16 or less."
  }

  validation {
    condition     = var.metadata == null ? true : alltrue([for each in keys(var.metadata) : length(each) >= 1 && length(each) <= 64])
    error_message = "metadata: each key must have a length of 1 to 64."
  }

  validation {
    condition     = var.metadata == null ? true : alltrue([for each in var.metadata : try(length(each) <= 512, false)])
    error_message = "metadata: each must have a length of 512 or less."
  }
}

variable "expires_after" {
  description = "When the store expires. Unset: never. An expired one is made again with all its files."
  type = object({
    days   = number
    anchor = optional(string, "last_active_at")
  })
  default = null

  validation {
    condition     = var.expires_after == null ? true : floor(var.expires_after.days) == var.expires_after.days && var.expires_after.days >= 1 && var.expires_after.days <= 365
    error_message = "expires_after: days must be a whole number between 1 and 365."
  }

  validation {
    condition     = var.expires_after == null ? true : var.expires_after.anchor == "last_active_at"
    error_message = "expires_after: anchor must be last_active_at."
  }
}

variable "files" {
  description = "Files of the store by a key of your own."
  type = map(object({
    file_id    = optional(string)
    file_path  = optional(string)
    attributes = optional(string)
    chunking_strategy = optional(object({
      max_chunk_size_tokens = number
      chunk_overlap_tokens  = number
    }))
  }))
  default = null

  validation {
    condition     = var.files == null ? true : alltrue([for file in var.files : length([for given in [file.file_id != null, file.file_path != null] : given if given]) == 1])
    error_message = "files: exactly one of file_id or file_path must be given."
  }

  validation {
    condition     = var.files == null ? true : alltrue([for file in var.files : file.file_path == null ? true : trimspace(file.file_path) != ""])
    error_message = "files: file_path must be a path."
  }

  validation {
    condition     = var.files == null ? true : alltrue([for file in var.files : file.attributes == null ? true : can(keys(jsondecode(file.attributes)))])
    error_message = "files: attributes must be a JSON object; write it with jsonencode()."
  }

  validation {
    condition     = var.files == null ? true : alltrue([for file in var.files : file.chunking_strategy == null ? true : floor(file.chunking_strategy.max_chunk_size_tokens) == file.chunking_strategy.max_chunk_size_tokens && file.chunking_strategy.max_chunk_size_tokens >= 100 && file.chunking_strategy.max_chunk_size_tokens <= 4096])
    error_message = "files: chunking_strategy.max_chunk_size_tokens must be a whole number between 100 and 4096."
  }

  validation {
    condition     = var.files == null ? true : alltrue([for file in var.files : file.chunking_strategy == null ? true : floor(file.chunking_strategy.chunk_overlap_tokens) == file.chunking_strategy.chunk_overlap_tokens && file.chunking_strategy.chunk_overlap_tokens >= 0 && file.chunking_strategy.chunk_overlap_tokens <= 2048])
    error_message = "files: chunking_strategy.chunk_overlap_tokens must be a whole number between 0 and 2048."
  }
}

variable "folder" {
  description = "A local folder whose files are files of the store."
  type = object({
    path            = string
    include         = optional(list(string))
    exclude         = optional(list(string))
    attributes      = optional(string)
    attributes_from = optional(list(string))
    chunking_strategy = optional(object({
      max_chunk_size_tokens = number
      chunk_overlap_tokens  = number
    }))
  })
  default = null

  validation {
    condition     = var.folder == null ? true : trimspace(var.folder.path) != ""
    error_message = "folder: path must be a path."
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

  validation {
    condition     = var.folder == null ? true : var.folder.attributes == null ? true : can(keys(jsondecode(var.folder.attributes)))
    error_message = "folder: attributes must be a JSON object; write it with jsonencode()."
  }

  validation {
    condition     = var.folder == null ? true : var.folder.attributes_from == null ? true : alltrue([for each in var.folder.attributes_from : try(contains(["path", "name", "extension", "git_blob"], each), false)])
    error_message = "folder: attributes_from each must be one of path, name, extension, git_blob."
  }

  validation {
    condition     = var.folder == null ? true : var.folder.chunking_strategy == null ? true : floor(var.folder.chunking_strategy.max_chunk_size_tokens) == var.folder.chunking_strategy.max_chunk_size_tokens && var.folder.chunking_strategy.max_chunk_size_tokens >= 100 && var.folder.chunking_strategy.max_chunk_size_tokens <= 4096
    error_message = "folder: chunking_strategy.max_chunk_size_tokens must be a whole number between 100 and 4096."
  }

  validation {
    condition     = var.folder == null ? true : var.folder.chunking_strategy == null ? true : floor(var.folder.chunking_strategy.chunk_overlap_tokens) == var.folder.chunking_strategy.chunk_overlap_tokens && var.folder.chunking_strategy.chunk_overlap_tokens >= 0 && var.folder.chunking_strategy.chunk_overlap_tokens <= 2048
    error_message = "folder: chunking_strategy.chunk_overlap_tokens must be a whole number between 0 and 2048."
  }
}

variable "prune" {
  description = "Take out of the store, and delete, what has left the folder."
  type        = bool
  default     = true
  nullable    = false
}

variable "exclusive" {
  description = "Take out of the store what is not described here; it stays at the API."
  type        = bool
  default     = false
  nullable    = false
}

variable "wait" {
  description = "Wait until the files are indexed, within timeouts. What is not indexed then is waited for by the next apply."
  type        = bool
  default     = true
  nullable    = false
}

variable "tolerate_failed" {
  description = "Accept files that the API cannot index. They are in failed, and are tried again only where the fault is the API's."
  type        = bool
  default     = false
  nullable    = false
}

variable "search_checks" {
  description = "Searches made at the end of each apply that changes the store; one that does not find what it should is an error. The API charges for searches."
  type = list(object({
    query       = string
    filters     = optional(string)
    expect_file = optional(string)
    min_score   = optional(number)
  }))
  default = null

  validation {
    condition     = var.search_checks == null ? true : alltrue([for search_check in var.search_checks : trimspace(search_check.query) != ""])
    error_message = "search_checks: query must be a question."
  }

  validation {
    condition     = var.search_checks == null ? true : alltrue([for search_check in var.search_checks : search_check.filters == null ? true : can(keys(jsondecode(search_check.filters)))])
    error_message = "search_checks: filters must be a JSON object; write it with jsonencode()."
  }

  validation {
    condition     = var.search_checks == null ? true : alltrue([for search_check in var.search_checks : search_check.expect_file == null ? true : trimspace(search_check.expect_file) != ""])
    error_message = "search_checks: expect_file must be the key of a file."
  }

  validation {
    condition     = var.search_checks == null ? true : alltrue([for search_check in var.search_checks : search_check.min_score == null ? true : search_check.min_score >= 0 && search_check.min_score <= 1])
    error_message = "search_checks: min_score must lie between 0 and 1."
  }
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Deleting the store deletes the files that were uploaded for it. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}

variable "timeouts" {
  description = "How long to wait for slow operations."
  type = object({
    create = optional(string)
    update = optional(string)
  })
  default = null
}
