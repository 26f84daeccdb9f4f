variable "model" {
  description = "Model that answers, such as gpt-5.6-terra or the id of a fine-tuned model."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.model) != ""
    error_message = "model: give the id of a model."
  }
}

variable "messages" {
  description = "The conversation so far, oldest first. A message has a role (developer, system, user, assistant, tool, function) and content (text) or parts. A part has a type: text (text), image_url (image_url: address or data URL; detail), input_audio (data in base64, format) or file (file_id, or file_data with filename), refusal (refusal). In place of inline data, path names a local file whose bytes are sent. Answers to tool calls carry tool_call_id; earlier answers of the model may carry tool_calls, refusal, audio_id or function_call."
  type = list(object({
    role         = string
    content      = optional(string)
    name         = optional(string)
    refusal      = optional(string)
    audio_id     = optional(string)
    tool_call_id = optional(string)
    parts = optional(list(object({
      type      = string
      text      = optional(string)
      refusal   = optional(string)
      image_url = optional(string)
      detail    = optional(string)
      data      = optional(string)
      format    = optional(string)
      file_id   = optional(string)
      file_data = optional(string)
      filename  = optional(string)
      path      = optional(string)
    })))
    tool_calls = optional(list(object({
      id   = string
      type = optional(string, "function")
      function = optional(object({
        name      = string
        arguments = string
      }))
      custom = optional(object({
        name  = string
        input = string
      }))
    })))
    function_call = optional(object({
      name      = string
      arguments = string
    }))
  }))
  nullable = false

  validation {
    condition     = length(var.messages) > 0
    error_message = "messages: a conversation needs at least one message."
  }

  validation {
    condition     = alltrue([for message in var.messages : contains(["developer", "system", "user", "assistant", "tool", "function"], message.role)])
    error_message = "messages: role must be one of developer, system, user, assistant, tool, function."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.content == null || message.parts == null])
    error_message = "messages: give either content or parts of a message, not both."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.role == "assistant" || message.content != null || message.parts != null])
    error_message = "messages: only a message of the assistant may go without content."
  }

  validation {
    condition     = alltrue([for message in var.messages : (message.role == "tool") == (message.tool_call_id != null)])
    error_message = "messages: a message of role tool needs tool_call_id, and no other role takes it."
  }
}

variable "tools" {
  description = "Tools the model may call: functions (type function, with name, description, parameters as JSON Schema text, strict) and custom tools (type custom, with name, description, format)."
  type = list(object({
    type = optional(string, "function")
    function = optional(object({
      name        = string
      description = optional(string)
      parameters  = optional(string)
      strict      = optional(bool)
    }))
    custom = optional(object({
      name        = string
      description = optional(string)
      format = optional(object({
        type       = string
        syntax     = optional(string)
        definition = optional(string)
      }))
    }))
  }))
  default = null

  validation {
    condition = var.tools == null ? true : alltrue([
      for tool in var.tools : (tool.type == "function" && tool.function != null && tool.custom == null) || (tool.type == "custom" && tool.custom != null && tool.function == null)
    ])
    error_message = "tools: a tool has type function and a function, or type custom and a custom."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : try(tool.function.parameters, null) == null ? true : can(keys(jsondecode(tool.function.parameters)))])
    error_message = "tools: parameters must be a JSON object; write it with jsonencode()."
  }
}

variable "tool_choice" {
  description = "Which tool the model calls: none, auto, required, or the name of one of the tools."
  type        = string
  default     = null
}

variable "allowed_tools" {
  description = "Names of the tools the model may choose from; tool_choice then says auto or required."
  type        = list(string)
  default     = null
}

variable "parallel_tool_calls" {
  description = "Whether the model may call several tools at once."
  type        = bool
  default     = null
}

variable "functions" {
  description = "Functions the model may call, in the API's older form (parameters as JSON Schema text). Use tools for new work."
  type = list(object({
    name        = string
    description = optional(string)
    parameters  = optional(string)
  }))
  default = null

  validation {
    condition     = var.functions == null ? true : alltrue([for function in var.functions : function.parameters == null ? true : can(keys(jsondecode(function.parameters)))])
    error_message = "functions: parameters must be a JSON object; write it with jsonencode()."
  }
}

variable "function_call" {
  description = "Which of functions the model calls: none, auto, or a name. Use tool_choice for new work."
  type        = string
  default     = null
}

variable "response_format" {
  description = "Form of the answer: type text, json_object, or json_schema with a json_schema (name, description, schema as JSON Schema text, strict)."
  type = object({
    type = string
    json_schema = optional(object({
      name        = string
      description = optional(string)
      schema      = optional(string)
      strict      = optional(bool)
    }))
  })
  default = null

  validation {
    condition     = var.response_format == null ? true : contains(["text", "json_object", "json_schema"], var.response_format.type)
    error_message = "response_format: type must be text, json_object or json_schema."
  }

  validation {
    condition     = var.response_format == null ? true : (var.response_format.type == "json_schema") == (var.response_format.json_schema != null)
    error_message = "response_format: type json_schema needs json_schema, and no other type takes it."
  }
}

variable "temperature" {
  description = "Randomness of the answer, from 0 to 2. Reasoning models refuse it."
  type        = number
  default     = null

  validation {
    condition     = var.temperature == null ? true : var.temperature >= 0 && var.temperature <= 2
    error_message = "temperature: must lie between 0 and 2."
  }
}

variable "top_p" {
  description = "Share of probability the tokens are drawn from, from 0 to 1."
  type        = number
  default     = null

  validation {
    condition     = var.top_p == null ? true : var.top_p >= 0 && var.top_p <= 1
    error_message = "top_p: must lie between 0 and 1."
  }
}

variable "max_completion_tokens" {
  description = "Most tokens the answer may take, reasoning included."
  type        = number
  default     = null

  validation {
    condition     = var.max_completion_tokens == null ? true : var.max_completion_tokens >= 1
    error_message = "max_completion_tokens: must be 1 or more."
  }
}

variable "max_tokens" {
  description = "Older form of max_completion_tokens, which reasoning models refuse."
  type        = number
  default     = null

  validation {
    condition     = var.max_tokens == null ? true : var.max_tokens >= 1
    error_message = "max_tokens: must be 1 or more."
  }
}

variable "n" {
  description = "Number of answers, from 1 to 128. Each is paid for."
  type        = number
  default     = null

  validation {
    condition     = var.n == null ? true : var.n >= 1 && var.n <= 128
    error_message = "n: must lie between 1 and 128."
  }
}

variable "stop" {
  description = "Up to four texts that end the answer."
  type        = list(string)
  default     = null

  validation {
    condition     = var.stop == null ? true : length(var.stop) >= 1 && length(var.stop) <= 4
    error_message = "stop: give between one and four texts."
  }
}

variable "presence_penalty" {
  description = "Penalty on tokens that have appeared at all, from -2 to 2."
  type        = number
  default     = null

  validation {
    condition     = var.presence_penalty == null ? true : var.presence_penalty >= -2 && var.presence_penalty <= 2
    error_message = "presence_penalty: must lie between -2 and 2."
  }
}

variable "frequency_penalty" {
  description = "Penalty on tokens by how often they have appeared, from -2 to 2."
  type        = number
  default     = null

  validation {
    condition     = var.frequency_penalty == null ? true : var.frequency_penalty >= -2 && var.frequency_penalty <= 2
    error_message = "frequency_penalty: must lie between -2 and 2."
  }
}

variable "logit_bias" {
  description = "Bias by token id, from -100 to 100."
  type        = map(number)
  default     = null

  validation {
    condition     = var.logit_bias == null ? true : alltrue([for bias in values(var.logit_bias) : bias >= -100 && bias <= 100])
    error_message = "logit_bias: each bias must lie between -100 and 100."
  }
}

variable "logprobs" {
  description = "Whether to return the log probabilities of the answer's tokens."
  type        = bool
  default     = null
}

variable "top_logprobs" {
  description = "Number of likeliest tokens to return at each place, from 0 to 20. Needs logprobs."
  type        = number
  default     = null

  validation {
    condition     = var.top_logprobs == null ? true : var.top_logprobs >= 0 && var.top_logprobs <= 20
    error_message = "top_logprobs: must lie between 0 and 20."
  }
}

variable "seed" {
  description = "Seed for answers that repeat as far as the API can; the API calls it deprecated."
  type        = number
  default     = null
}

variable "user" {
  description = "Id of the end user; the API calls it deprecated in favour of safety_identifier and prompt_cache_key."
  type        = string
  default     = null
}

variable "safety_identifier" {
  description = "Stable id of the end user for abuse detection, up to 64 characters; hash names and addresses."
  type        = string
  default     = null

  validation {
    condition     = var.safety_identifier == null ? true : length(var.safety_identifier) <= 64
    error_message = "safety_identifier: must have 64 characters or fewer."
  }
}

variable "prompt_cache_key" {
  description = "Key under which the API caches alike prompts."
  type        = string
  default     = null
}

variable "prompt_cache_options" {
  description = "How the API caches the prompt: mode (implicit or explicit) and ttl (30m)."
  type = object({
    mode = optional(string)
    ttl  = optional(string)
  })
  default = null
}

variable "prompt_cache_retention" {
  description = "How long the prompt stays cached: in_memory or 24h; the API calls it deprecated in favour of prompt_cache_options."
  type        = string
  default     = null
}

variable "reasoning_effort" {
  description = "Effort of a reasoning model: none, minimal, low, medium, high, xhigh or max, as far as the model knows them."
  type        = string
  default     = null
}

variable "verbosity" {
  description = "Length of the answer: low, medium or high."
  type        = string
  default     = null
}

variable "modalities" {
  description = "What the answer consists of: text, audio or both."
  type        = list(string)
  default     = null
}

variable "audio" {
  description = "Voice and format (wav, aac, mp3, flac, opus, pcm16) of a spoken answer. Needs audio in modalities."
  type = object({
    voice  = string
    format = string
  })
  default = null
}

variable "prediction" {
  description = "Text the answer is expected to repeat for the most part, which speeds it up."
  type        = string
  default     = null
}

variable "web_search_options" {
  description = "Web search of a search model: search_context_size (low, medium, high) and the user's approximate location."
  type = object({
    search_context_size = optional(string)
    user_location = optional(object({
      city     = optional(string)
      country  = optional(string)
      region   = optional(string)
      timezone = optional(string)
    }))
  })
  default = null
}

variable "moderation" {
  description = "Moderation of input and output in the same call: the moderation model, and what to do (input_mode, output_mode)."
  type = object({
    model       = string
    input_mode  = optional(string)
    output_mode = optional(string)
  })
  default = null
}

variable "service_tier" {
  description = "Tier that serves the call: auto, default, flex, scale, priority or fast."
  type        = string
  default     = null
}

variable "stream" {
  description = "Receive the answer piece by piece. The whole answer and its usage are kept all the same; long answers then outlive idle timeouts."
  type        = bool
  default     = null
}

variable "store" {
  description = "Keep the completion at the API, where it can be read, listed, imported and deleted."
  type        = bool
  default     = null
}

variable "metadata" {
  description = "Up to 16 labels of the completion (keys up to 64 characters, values up to 512). Of a stored completion they can be changed without a new paid call."
  type        = map(string)
  default     = null

  validation {
    condition     = var.metadata == null ? true : length(var.metadata) <= 16 && alltrue([for key, value in var.metadata : length(key) <= 64 && length(value) <= 512])
    error_message = "metadata: up to 16 pairs, keys up to 64 and values up to 512 characters."
  }
}

variable "triggers" {
  description = "Any texts; a change of one of them asks the model again, which is paid for."
  type        = map(string)
  default     = null
}
