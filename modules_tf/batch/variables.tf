# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "endpoint" {
  description = "Endpoint that all requests go to: /v1/responses, /v1/chat/completions, /v1/embeddings, /v1/completions, /v1/moderations, /v1/images/generations, /v1/images/edits."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/completions", "/v1/moderations", "/v1/images/generations", "/v1/images/edits"], var.endpoint)
    error_message = "endpoint: must be one of /v1/responses, /v1/chat/completions, /v1/embeddings, /v1/completions, /v1/moderations, /v1/images/generations, /v1/images/edits."
  }
}

variable "input_file_id" {
  description = "Id of an uploaded file of purpose batch with the requests, one line of JSON each. Give this, requests, requests_file, or template with rows_file."
  type        = string
  default     = null

  validation {
    condition     = var.input_file_id == null ? true : trimspace(var.input_file_id) != ""
    error_message = "input_file_id: must be an id of a file."
  }
}

variable "input_file_path" {
  description = "Path of a local copy of the file of input_file_id. By it a plan checks the requests, and reckons what they cost, before the file is uploaded."
  type        = string
  default     = null

  validation {
    condition     = var.input_file_path == null ? true : trimspace(var.input_file_path) != ""
    error_message = "input_file_path: must be a path."
  }
}

variable "requests" {
  description = "The requests: a JSON object with the body of each by its custom_id."
  type        = string
  default     = null

  validation {
    condition     = var.requests == null ? true : can(keys(jsondecode(var.requests)))
    error_message = "requests: must be a JSON object; write it with jsonencode()."
  }
}

variable "requests_file" {
  description = "Path of a local JSONL file with the requests, as the API takes it: custom_id, method, url and body in each line. It may hold more than one batch takes."
  type        = string
  default     = null

  validation {
    condition     = var.requests_file == null ? true : trimspace(var.requests_file) != ""
    error_message = "requests_file: must be a path."
  }
}

variable "template" {
  description = "Body of each request as a JSON object, with {column} in its texts for the values of a row of rows_file. Double the braces for the text {column} itself; other braces mean nothing."
  type        = string
  default     = null

  validation {
    condition     = var.template == null ? true : can(keys(jsondecode(var.template)))
    error_message = "template: must be a JSON object; write it with jsonencode()."
  }
}

variable "rows_file" {
  description = "Path of a local file with one row for each request: CSV with a header, or JSONL. A column custom_id names the requests; without one they are row-1, row-2 and so on."
  type        = string
  default     = null

  validation {
    condition     = var.rows_file == null ? true : can(regex("^(?:.*\\.([Cc][Ss][Vv]|[Jj][Ss][Oo][Nn][Ll]))$", var.rows_file))
    error_message = "rows_file: must be a path that ends in .csv or .jsonl."
  }
}

variable "assistant" {
  description = "Definition of an assistant, as openai_assistant has it in definition: what it says of a body that requests or template do not. For the endpoint /v1/responses."
  type        = string
  default     = null

  validation {
    condition     = var.assistant == null ? true : can(keys(jsondecode(var.assistant)))
    error_message = "assistant: must be a JSON object; write it with jsonencode()."
  }
}

variable "completion_window" {
  description = "Time within which the API executes the requests; what it has not executed by then expires."
  type        = string
  default     = "24h"
  nullable    = false

  validation {
    condition     = var.completion_window == "24h"
    error_message = "completion_window: must be 24h."
  }
}

variable "metadata" {
  description = "Up to 15 texts to find the batch by at the API. A change counts for batches made later."
  type        = map(string)
  default     = null

  validation {
    condition     = var.metadata == null ? true : length(var.metadata) <= 15
    error_message = "metadata: must have a length of 15 or less."
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

variable "output_expires_after" {
  description = "When the API deletes the files with the results. Unset: after 30 days."
  type = object({
    seconds = number
    anchor  = optional(string, "created_at")
  })
  default = null

  validation {
    condition     = var.output_expires_after == null ? true : floor(var.output_expires_after.seconds) == var.output_expires_after.seconds && var.output_expires_after.seconds >= 3600 && var.output_expires_after.seconds <= 2592000
    error_message = "output_expires_after: seconds must be a whole number between 3600 and 2592000."
  }

  validation {
    condition     = var.output_expires_after == null ? true : var.output_expires_after.anchor == "created_at"
    error_message = "output_expires_after: anchor must be created_at."
  }
}

variable "results_file" {
  description = "Path of a local file to write the results to, as JSONL of mode 0600: one line for each request, in the order of the requests, with custom_id, ok, status_code, response and error. It is written whole when all batches have ended, written again when it is missing, and stays when the batch is destroyed."
  type        = string
  default     = null

  validation {
    condition     = var.results_file == null ? true : trimspace(var.results_file) != ""
    error_message = "results_file: must be a path."
  }
}

variable "split" {
  description = "Split requests that are too many or too large for one batch into several. Otherwise they are an error."
  type        = bool
  default     = true
  nullable    = false
}

variable "retry_failed" {
  description = "How often to send the requests that failed or expired again, in a batch of their own. What somebody cancelled is not sent again."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = floor(var.retry_failed) == var.retry_failed && var.retry_failed >= 0 && var.retry_failed <= 10
    error_message = "retry_failed: must be a whole number between 0 and 10."
  }
}

variable "tolerate_failed_pct" {
  description = "Percentage of requests that may fail. With more, within_tolerance is false, and the module batch fails."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.tolerate_failed_pct >= 0 && var.tolerate_failed_pct <= 100
    error_message = "tolerate_failed_pct: must lie between 0 and 100."
  }
}

variable "delete_outputs" {
  description = "Delete the files with the results at the API when the batch is destroyed. The input files that were made for it go in any case."
  type        = bool
  default     = false
  nullable    = false
}

variable "triggers" {
  description = "Any texts; a change of one of them makes the call again."
  type        = map(string)
  default     = null
}

variable "wait" {
  description = "Wait until the job has ended, within timeouts. A job that is still running then is kept as it is, and the next apply waits again."
  type        = bool
  default     = true
  nullable    = false
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Its requests were paid for; another batch pays again. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
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

variable "timeouts" {
  description = "How long to wait for slow operations."
  type = object({
    create = optional(string)
    update = optional(string)
    delete = optional(string)
  })
  default = null
}
