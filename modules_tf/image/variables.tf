# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "operation" {
  description = "generation draws a prompt. edit changes images by a prompt. variation is an edit of one image by a prompt that the plan shows, because the API's own operation is gone."
  type        = string
  default     = "generation"
  nullable    = false

  validation {
    condition     = contains(["generation", "edit", "variation"], var.operation)
    error_message = "operation: must be one of generation, edit, variation."
  }
}

variable "prompt" {
  description = "What to draw, or how to change the images."
  type        = string
  default     = null

  validation {
    condition     = var.prompt == null ? true : length(var.prompt) >= 1 && length(var.prompt) <= 32000
    error_message = "prompt: must have a length of 1 to 32000."
  }

  validation {
    condition     = var.prompt == null ? true : trimspace(var.prompt) != ""
    error_message = "prompt: must be a prompt."
  }
}

variable "model" {
  description = "Model that draws, such as gpt-image-2.6-flare. There is no default: the API has none."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.model) != ""
    error_message = "model: must be the name of a model."
  }
}

variable "n" {
  description = "How many images to make."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = floor(var.n) == var.n && var.n >= 1 && var.n <= 10
    error_message = "n: must be a whole number between 1 and 10."
  }
}

variable "size" {
  description = "Width and height in pixels, such as 1536x864, or auto. Both are multiples of 16 up to 3840, the longer one is at most three times the other, and they make 655,360 to 8,294,400 pixels. Models before gpt-image-2 draw 1024x1024, 1536x1024 and 1024x1536."
  type        = string
  default     = null

  validation {
    condition     = var.size == null ? true : can(regex("^(?:auto|[1-9]\\d{1,4}x[1-9]\\d{1,4})$", var.size))
    error_message = "size: must be a size such as 1536x864, or auto."
  }
}

variable "quality" {
  description = "low, medium, high, auto, and from gpt-image-2.5 on xhigh and max."
  type        = string
  default     = null

  validation {
    condition     = var.quality == null ? true : !contains(["standard"], var.quality)
    error_message = "quality: must not be standard: it was of DALL-E; say medium."
  }

  validation {
    condition     = var.quality == null ? true : !contains(["hd"], var.quality)
    error_message = "quality: must not be hd: it was of DALL-E; say high."
  }

  validation {
    condition     = var.quality == null ? true : contains(["low", "medium", "high", "xhigh", "max", "auto"], var.quality)
    error_message = "quality: must be one of low, medium, high, xhigh, max, auto."
  }
}

variable "complexity" {
  description = "How much the model plans the image: low, medium or high."
  type        = string
  default     = null

  validation {
    condition     = var.complexity == null ? true : contains(["low", "medium", "high"], var.complexity)
    error_message = "complexity: must be one of low, medium, high."
  }
}

variable "background" {
  description = "transparent (PNG and WebP only), opaque or auto."
  type        = string
  default     = null

  validation {
    condition     = var.background == null ? true : contains(["transparent", "opaque", "auto"], var.background)
    error_message = "background: must be one of transparent, opaque, auto."
  }
}

variable "output_format" {
  description = "png, jpeg, webp, gif (an animation) or svg."
  type        = string
  default     = "png"
  nullable    = false

  validation {
    condition     = contains(["png", "jpeg", "webp", "gif", "svg"], var.output_format)
    error_message = "output_format: must be one of png, jpeg, webp, gif, svg."
  }
}

variable "output_compression" {
  description = "Quality of a JPEG or WebP, 0 to 100."
  type        = number
  default     = null

  validation {
    condition     = var.output_compression == null ? true : floor(var.output_compression) == var.output_compression && var.output_compression >= 0 && var.output_compression <= 100
    error_message = "output_compression: must be a whole number between 0 and 100."
  }
}

variable "frame_count" {
  description = "Frames of a GIF; the API's default is 9."
  type        = number
  default     = null

  validation {
    condition     = var.frame_count == null ? true : floor(var.frame_count) == var.frame_count && var.frame_count >= 2 && var.frame_count <= 16
    error_message = "frame_count: must be a whole number between 2 and 16."
  }
}

variable "frame_duration_ms" {
  description = "Milliseconds that each frame of a GIF is shown."
  type        = number
  default     = null

  validation {
    condition     = var.frame_duration_ms == null ? true : floor(var.frame_duration_ms) == var.frame_duration_ms && var.frame_duration_ms >= 1 && var.frame_duration_ms <= 655350
    error_message = "frame_duration_ms: must be a whole number between 1 and 655350."
  }
}

variable "svg" {
  description = "What writes an SVG, where the project may choose it."
  type = object({
    model            = string
    reasoning_effort = optional(string)
  })
  default = null

  validation {
    condition     = var.svg == null ? true : trimspace(var.svg.model) != ""
    error_message = "svg: model must be the name of a model."
  }

  validation {
    condition     = var.svg == null ? true : var.svg.reasoning_effort == null ? true : contains(["none", "minimal", "low", "medium", "high", "xhigh", "max"], var.svg.reasoning_effort)
    error_message = "svg: reasoning_effort must be one of none, minimal, low, medium, high, xhigh, max."
  }
}

variable "moderation" {
  description = "How strictly a generation is moderated: auto or low."
  type        = string
  default     = null

  validation {
    condition     = var.moderation == null ? true : contains(["auto", "low"], var.moderation)
    error_message = "moderation: must be auto or low."
  }
}

variable "images" {
  description = "Images to edit, 1 to 16; a mask or markup is about the first."
  type = list(object({
    path      = optional(string)
    file_id   = optional(string)
    image_url = optional(string)
  }))
  default = null

  validation {
    condition     = var.images == null ? true : length(var.images) >= 1 && length(var.images) <= 16
    error_message = "images: must have a length of 1 to 16."
  }

  validation {
    condition     = var.images == null ? true : alltrue([for image in var.images : length([for given in [image.path != null, image.file_id != null, image.image_url != null] : given if given]) == 1])
    error_message = "images: exactly one of path, file_id or image_url must be given."
  }

  validation {
    condition     = var.images == null ? true : alltrue([for image in var.images : image.path == null ? true : trimspace(image.path) != ""])
    error_message = "images: path must be a path."
  }

  validation {
    condition     = var.images == null ? true : alltrue([for image in var.images : image.file_id == null ? true : trimspace(image.file_id) != ""])
    error_message = "images: file_id must be the id of a file."
  }

  validation {
    condition     = var.images == null ? true : alltrue([for image in var.images : image.image_url == null ? true : can(regex("^(?:(?i)(https?://|data:image/)\\S+)$", image.image_url))])
    error_message = "images: image_url must be an address."
  }
}

variable "mask" {
  description = "Path of a local PNG, smaller than 4 MB and as large as the first image: what is transparent in it is edited."
  type        = string
  default     = null

  validation {
    condition     = var.mask == null ? true : trimspace(var.mask) != ""
    error_message = "mask: must be a path."
  }
}

variable "markup" {
  description = "Path of a local PNG with transparent parts, as large as the first image, that is laid over it to guide the edit. From gpt-image-2.5 on; all images are local then."
  type        = string
  default     = null

  validation {
    condition     = var.markup == null ? true : trimspace(var.markup) != ""
    error_message = "markup: must be a path."
  }
}

variable "input_fidelity" {
  description = "How closely to keep to the images: high or low. For gpt-image-1.5 and, low only, gpt-image-1-mini."
  type        = string
  default     = null

  validation {
    condition     = var.input_fidelity == null ? true : contains(["high", "low"], var.input_fidelity)
    error_message = "input_fidelity: must be high or low."
  }
}

variable "safety_identifier" {
  description = "Whom the image is for, as a digest that names nobody."
  type        = string
  default     = null

  validation {
    condition     = var.safety_identifier == null ? true : trimspace(var.safety_identifier) != ""
    error_message = "safety_identifier: must be an identifier."
  }
}

variable "response_format" {
  description = "Not taken: the images are always written to output_dir."
  type        = string
  default     = null

  validation {
    condition     = var.response_format == null ? true : false
    error_message = "response_format: must not be given: leave it out: the images are always written to output_dir."
  }
}

variable "style" {
  description = "Not taken: it was of DALL-E."
  type        = string
  default     = null

  validation {
    condition     = var.style == null ? true : false
    error_message = "style: must not be given: it was of DALL-E; say in the prompt how the image shall look."
  }
}

variable "output_dir" {
  description = "Folder that the images are written to; it is made where it is missing. Another one moves them."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.output_dir) != ""
    error_message = "output_dir: must be a path."
  }
}

variable "filename" {
  description = "Name of each file. {index} is the image's number from 1, {digest} the beginning of the digest, {format} the format's ending."
  type        = string
  default     = "{digest}-{index}.{format}"
  nullable    = false

  validation {
    condition     = length(var.filename) >= 1 && length(var.filename) <= 120
    error_message = "filename: must have a length of 1 to 120."
  }

  validation {
    condition     = can(regex("^(?:(?:[A-Za-z0-9_]|\\{(?:digest|index|format)\\})(?:[A-Za-z0-9._-]|\\{(?:digest|index|format)\\})*)$", var.filename))
    error_message = "filename: must be a file's name of letters, digits, dots, dashes, {index}, {digest} and {format}."
  }
}

variable "contact_sheet" {
  description = "Name of a page in output_dir that shows the images, when there are several; empty for none."
  type        = string
  default     = "index.html"
  nullable    = false

  validation {
    condition     = can(regex("^(?:(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,100}\\.html)?)$", var.contact_sheet))
    error_message = "contact_sheet: must be a name that ends in .html."
  }
}

variable "triggers" {
  description = "Any texts; a change of one of them makes the call again."
  type        = map(string)
  default     = null
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
