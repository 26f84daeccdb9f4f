# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "input" {
  description = "One text to judge, with image_urls and image_paths where they are set."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.input == null ? true : trimspace(var.input) != ""
    error_message = "input: must be a text."
  }
}

variable "image_urls" {
  description = "Addresses of images."
  type        = list(string)
  default     = null

  validation {
    condition     = var.image_urls == null ? true : length(var.image_urls) >= 1
    error_message = "image_urls: must not be empty."
  }

  validation {
    condition     = var.image_urls == null ? true : alltrue([for each in var.image_urls : try(can(regex("^(?:(?i)https?://\\S+)$", each)), false)])
    error_message = "image_urls: each must be the address of an image."
  }
}

variable "image_paths" {
  description = "Paths of local images."
  type        = list(string)
  default     = null

  validation {
    condition     = var.image_paths == null ? true : length(var.image_paths) >= 1
    error_message = "image_paths: must not be empty."
  }

  validation {
    condition     = var.image_paths == null ? true : alltrue([for each in var.image_paths : try(can(regex("^(?:(?i)[^\\n]+\\.(png|jpe?g|webp|gif))$", each)), false)])
    error_message = "image_paths: each must be the path of a PNG, JPEG, WebP or GIF file."
  }
}

variable "texts" {
  description = "Texts to judge, each by itself; results names them by their position, from 0."
  type        = list(string)
  default     = null
  sensitive   = true

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
  description = "Texts and images to judge, by a key of your own. Those of one key are judged together."
  type = map(object({
    text        = optional(string)
    image_urls  = optional(list(string))
    image_paths = optional(list(string))
  }))
  default = null

  validation {
    condition     = var.inputs == null ? true : length(var.inputs) >= 1
    error_message = "inputs: must not be empty."
  }

  validation {
    condition     = var.inputs == null ? true : alltrue([for each in var.inputs : try(each.text != null || each.image_urls != null || each.image_paths != null, false)])
    error_message = "inputs: each at least one of text, image_urls or image_paths must be given."
  }

  validation {
    condition     = var.inputs == null ? true : alltrue([for input in var.inputs : input.text == null ? true : trimspace(input.text) != ""])
    error_message = "inputs: text must be a text."
  }

  validation {
    condition     = var.inputs == null ? true : alltrue([for input in var.inputs : input.image_urls == null ? true : length(input.image_urls) >= 1])
    error_message = "inputs: image_urls must not be empty."
  }

  validation {
    condition     = var.inputs == null ? true : alltrue([for input in var.inputs : input.image_urls == null ? true : alltrue([for each in input.image_urls : try(can(regex("^(?:(?i)https?://\\S+)$", each)), false)])])
    error_message = "inputs: image_urls each must be the address of an image."
  }

  validation {
    condition     = var.inputs == null ? true : alltrue([for input in var.inputs : input.image_paths == null ? true : length(input.image_paths) >= 1])
    error_message = "inputs: image_paths must not be empty."
  }

  validation {
    condition     = var.inputs == null ? true : alltrue([for input in var.inputs : input.image_paths == null ? true : alltrue([for each in input.image_paths : try(can(regex("^(?:(?i)[^\\n]+\\.(png|jpe?g|webp|gif))$", each)), false)])])
    error_message = "inputs: image_paths each must be the path of a PNG, JPEG, WebP or GIF file."
  }
}

variable "model" {
  description = "Model that judges. omni-moderation-latest is the newest one; response_model names it."
  type        = string
  default     = "omni-moderation-latest"
  nullable    = false

  validation {
    condition     = trimspace(var.model) != ""
    error_message = "model: must be the name of a model."
  }
}

variable "thresholds" {
  description = "Score from which on a category is violated, by category. Without one, the API's own verdict counts."
  type        = map(number)
  default     = null

  validation {
    condition     = var.thresholds == null ? true : alltrue([for each in keys(var.thresholds) : contains(["harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors", "violence", "violence/graphic"], each)])
    error_message = "thresholds: each key must be one of harassment, harassment/threatening, hate, hate/threatening, illicit, illicit/violent, self-harm, self-harm/instructions, self-harm/intent, sexual, sexual/minors, violence, violence/graphic."
  }

  validation {
    condition     = var.thresholds == null ? true : alltrue([for each in var.thresholds : try(each >= 0 && each <= 1, false)])
    error_message = "thresholds: each must lie between 0 and 1."
  }
}

variable "fail_on_flagged" {
  description = "Fail when a category is violated, so that nothing that depends on this is created. The message names key, category and score, never the text."
  type        = bool
  default     = false
  nullable    = false
}

variable "recheck" {
  description = "When to ask again: on_change of the inputs, or always, that is at each refresh."
  type        = string
  default     = "on_change"
  nullable    = false

  validation {
    condition     = contains(["on_change", "always"], var.recheck)
    error_message = "recheck: must be on_change or always."
  }
}

variable "max_drift" {
  description = "How far a score may move from the one that is kept. A refresh with recheck = always warns of those that moved further, also where no verdict changed."
  type        = number
  default     = null

  validation {
    condition     = var.max_drift == null ? true : var.max_drift >= 0 && var.max_drift <= 1
    error_message = "max_drift: must lie between 0 and 1."
  }
}

variable "triggers" {
  description = "Any texts; a change of one of them makes the call again."
  type        = map(string)
  default     = null
}
