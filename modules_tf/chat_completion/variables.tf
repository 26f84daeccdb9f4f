# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "model" {
  description = "Model that answers, such as gpt-5.6-terra or the id of a fine-tuned model."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.model) != ""
    error_message = "model: must be the name of a model."
  }
}

variable "base_model" {
  description = "Model that model is tuned on, such as gpt-4o-mini. By it the call is reckoned while model is known only after apply: at the price of what is tuned on it."
  type        = string
  default     = null

  validation {
    condition     = var.base_model == null ? true : trimspace(var.base_model) != ""
    error_message = "base_model: must be the name of a model."
  }
}

variable "messages" {
  description = "The conversation so far, oldest first. A message has content (text) or parts (text, images, sound, files)."
  type = list(object({
    role    = string
    content = optional(string)
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
    name         = optional(string)
    refusal      = optional(string)
    audio_id     = optional(string)
    tool_call_id = optional(string)
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
    condition     = length(var.messages) >= 1
    error_message = "messages: must not be empty."
  }

  validation {
    condition     = alltrue([for message in var.messages : length([for given in [message.content != null, message.parts != null] : given if given]) <= 1])
    error_message = "messages: only one of content or parts may be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : try(contains(["developer", "system", "user", "tool", "function"], message.role), false) ? message.content != null || message.parts != null : true])
    error_message = "messages: with role developer, system, user, tool or function, at least one of content or parts must be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.role == "tool" ? message.tool_call_id != null : true])
    error_message = "messages: with role tool, tool_call_id must be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : try(contains(["developer", "system", "user", "assistant", "function"], message.role), false) ? message.tool_call_id == null : true])
    error_message = "messages: with role developer, system, user, assistant or function, tool_call_id must not be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : contains(["developer", "system", "user", "assistant", "tool", "function"], message.role)])
    error_message = "messages: role must be one of developer, system, user, assistant, tool, function."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.parts == null ? true : length(message.parts) >= 1])
    error_message = "messages: parts must not be empty."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.type == "text" ? part.text != null : true])])
    error_message = "messages: in parts with type text, text must be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.type == "refusal" ? part.refusal != null : true])])
    error_message = "messages: in parts with type refusal, refusal must be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.type == "image_url" ? length([for given in [part.image_url != null, part.path != null] : given if given]) == 1 : true])])
    error_message = "messages: in parts with type image_url, exactly one of image_url or path must be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.type == "input_audio" ? length([for given in [part.data != null, part.path != null] : given if given]) == 1 : true])])
    error_message = "messages: in parts with type input_audio, exactly one of data or path must be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.type == "file" ? length([for given in [part.file_id != null, part.file_data != null, part.path != null] : given if given]) == 1 : true])])
    error_message = "messages: in parts with type file, exactly one of file_id, file_data or path must be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : contains(["text", "refusal", "image_url", "input_audio", "file"], part.type)])])
    error_message = "messages: parts.type must be one of text, refusal, image_url, input_audio, file."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.detail == null ? true : contains(["auto", "low", "high"], part.detail)])])
    error_message = "messages: parts.detail must be one of auto, low, high."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.parts == null ? true : alltrue([for part in message.parts : part.format == null ? true : contains(["wav", "mp3"], part.format)])])
    error_message = "messages: parts.format must be wav or mp3."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.tool_calls == null ? true : alltrue([for tool_call in message.tool_calls : tool_call.type == null || tool_call.type == "function" ? tool_call.function != null : true])])
    error_message = "messages: in tool_calls with type function, function must be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.tool_calls == null ? true : alltrue([for tool_call in message.tool_calls : tool_call.type == null || tool_call.type == "function" ? tool_call.custom == null : true])])
    error_message = "messages: in tool_calls with type function, custom must not be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.tool_calls == null ? true : alltrue([for tool_call in message.tool_calls : tool_call.type == "custom" ? tool_call.custom != null : true])])
    error_message = "messages: in tool_calls with type custom, custom must be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.tool_calls == null ? true : alltrue([for tool_call in message.tool_calls : tool_call.type == "custom" ? tool_call.function == null : true])])
    error_message = "messages: in tool_calls with type custom, function must not be given."
  }

  validation {
    condition     = alltrue([for message in var.messages : message.tool_calls == null ? true : alltrue([for tool_call in message.tool_calls : tool_call.type == null ? true : contains(["function", "custom"], tool_call.type)])])
    error_message = "messages: tool_calls.type must be function or custom."
  }
}

variable "tools" {
  description = "Tools the model may call: functions and custom tools."
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
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.type == null || tool.type == "function" ? tool.function != null : true])
    error_message = "tools: with type function, function must be given."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.type == null || tool.type == "function" ? tool.custom == null : true])
    error_message = "tools: with type function, custom must not be given."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.type == "custom" ? tool.custom != null : true])
    error_message = "tools: with type custom, custom must be given."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.type == "custom" ? tool.function == null : true])
    error_message = "tools: with type custom, function must not be given."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.type == null ? true : contains(["function", "custom"], tool.type)])
    error_message = "tools: type must be function or custom."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.function == null ? true : tool.function.parameters == null ? true : can(keys(jsondecode(tool.function.parameters)))])
    error_message = "tools: function.parameters must be a JSON object; write it with jsonencode()."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.custom == null ? true : tool.custom.format == null ? true : contains(["text", "grammar"], tool.custom.format.type)])
    error_message = "tools: custom.format.type must be text or grammar."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.custom == null ? true : tool.custom.format == null ? true : tool.custom.format.syntax == null ? true : contains(["lark", "regex"], tool.custom.format.syntax)])
    error_message = "tools: custom.format.syntax must be lark or regex."
  }
}

variable "tool_choice" {
  description = "Which tool the model calls: none, auto, required, or the name of one of tools."
  type        = string
  default     = null
}

variable "allowed_tools" {
  description = "Names of the tools the model may choose from; tool_choice then is auto or required."
  type        = list(string)
  default     = null

  validation {
    condition     = var.allowed_tools == null ? true : length(var.allowed_tools) >= 1
    error_message = "allowed_tools: must not be empty."
  }
}

variable "parallel_tool_calls" {
  description = "Whether the model may call several tools at once."
  type        = bool
  default     = null
}

variable "functions" {
  description = "Functions the model may call, in the API's older form. Use tools for new work."
  type = list(object({
    name        = string
    description = optional(string)
    parameters  = optional(string)
  }))
  default = null

  validation {
    condition     = var.functions == null ? true : length(var.functions) >= 1 && length(var.functions) <= 128
    error_message = "functions: must have a length of 1 to 128."
  }

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
  description = "Form of the answer: text, json_object, or json_schema with a schema."
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
    condition     = var.response_format == null ? true : var.response_format.type == "json_schema" ? var.response_format.json_schema != null : true
    error_message = "response_format: with type json_schema, json_schema must be given."
  }

  validation {
    condition     = var.response_format == null ? true : var.response_format.type == "text" || var.response_format.type == "json_object" ? var.response_format.json_schema == null : true
    error_message = "response_format: with type text or json_object, json_schema must not be given."
  }

  validation {
    condition     = var.response_format == null ? true : contains(["text", "json_object", "json_schema"], var.response_format.type)
    error_message = "response_format: type must be one of text, json_object, json_schema."
  }

  validation {
    condition     = var.response_format == null ? true : var.response_format.json_schema == null ? true : var.response_format.json_schema.schema == null ? true : can(keys(jsondecode(var.response_format.json_schema.schema)))
    error_message = "response_format: json_schema.schema must be a JSON object; write it with jsonencode()."
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
    condition     = var.max_completion_tokens == null ? true : floor(var.max_completion_tokens) == var.max_completion_tokens && var.max_completion_tokens >= 1
    error_message = "max_completion_tokens: must be a whole number, at least 1."
  }
}

variable "max_tokens" {
  description = "Older form of max_completion_tokens, which reasoning models refuse."
  type        = number
  default     = null

  validation {
    condition     = var.max_tokens == null ? true : floor(var.max_tokens) == var.max_tokens && var.max_tokens >= 1
    error_message = "max_tokens: must be a whole number, at least 1."
  }
}

variable "n" {
  description = "Number of answers, from 1 to 128. Each is paid for."
  type        = number
  default     = null

  validation {
    condition     = var.n == null ? true : floor(var.n) == var.n && var.n >= 1 && var.n <= 128
    error_message = "n: must be a whole number between 1 and 128."
  }
}

variable "stop" {
  description = "Up to four texts that end the answer."
  type        = list(string)
  default     = null

  validation {
    condition     = var.stop == null ? true : length(var.stop) >= 1 && length(var.stop) <= 4
    error_message = "stop: must have a length of 1 to 4."
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
    condition     = var.logit_bias == null ? true : alltrue([for each in var.logit_bias : try(each >= -100 && each <= 100, false)])
    error_message = "logit_bias: each must lie between -100 and 100."
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
    condition     = var.top_logprobs == null ? true : floor(var.top_logprobs) == var.top_logprobs && var.top_logprobs >= 0 && var.top_logprobs <= 20
    error_message = "top_logprobs: must be a whole number between 0 and 20."
  }
}

variable "seed" {
  description = "Seed for answers that repeat as far as the API can; the API calls it deprecated."
  type        = number
  default     = null

  validation {
    condition     = var.seed == null ? true : floor(var.seed) == var.seed
    error_message = "seed: must be a whole number."
  }
}

variable "user" {
  description = "Id of the end user; the API calls it deprecated in favor of safety_identifier and prompt_cache_key."
  type        = string
  default     = null
}

variable "safety_identifier" {
  description = "Stable id of the end user for abuse detection, up to 64 characters; hash names and addresses."
  type        = string
  default     = null

  validation {
    condition     = var.safety_identifier == null ? true : length(var.safety_identifier) <= 64
    error_message = "safety_identifier: must have a length of 64 or less."
  }
}

variable "prompt_cache_key" {
  description = "Key under which the API caches alike prompts."
  type        = string
  default     = null
}

variable "prompt_cache_options" {
  description = "How the API caches the prompt."
  type = object({
    mode = optional(string)
    ttl  = optional(string)
  })
  default = null

  validation {
    condition     = var.prompt_cache_options == null ? true : var.prompt_cache_options.mode == null ? true : contains(["implicit", "explicit"], var.prompt_cache_options.mode)
    error_message = "prompt_cache_options: mode must be implicit or explicit."
  }
}

variable "prompt_cache_retention" {
  description = "How long the prompt stays cached: in_memory or 24h; the API calls it deprecated in favor of prompt_cache_options."
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

  validation {
    condition     = var.verbosity == null ? true : contains(["low", "medium", "high"], var.verbosity)
    error_message = "verbosity: must be one of low, medium, high."
  }
}

variable "modalities" {
  description = "What the answer consists of: text, audio or both."
  type        = list(string)
  default     = null

  validation {
    condition     = var.modalities == null ? true : length(var.modalities) >= 1
    error_message = "modalities: must not be empty."
  }

  validation {
    condition     = var.modalities == null ? true : alltrue([for each in var.modalities : try(contains(["text", "audio"], each), false)])
    error_message = "modalities: each must be text or audio."
  }
}

variable "audio" {
  description = "Voice and format of a spoken answer. Needs audio in modalities."
  type = object({
    voice  = string
    format = string
  })
  default = null

  validation {
    condition     = var.audio == null ? true : contains(["wav", "aac", "mp3", "flac", "opus", "pcm16"], var.audio.format)
    error_message = "audio: format must be one of wav, aac, mp3, flac, opus, pcm16."
  }
}

variable "audio_folder" {
  description = "Folder that spoken answers are written to, a file for each. audio in modalities needs it."
  type        = string
  default     = null
}

variable "prediction" {
  description = "Text the answer is expected to repeat for the most part, which speeds it up."
  type        = string
  default     = null
}

variable "web_search_options" {
  description = "Web search of a search model."
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

  validation {
    condition     = var.web_search_options == null ? true : var.web_search_options.search_context_size == null ? true : contains(["low", "medium", "high"], var.web_search_options.search_context_size)
    error_message = "web_search_options: search_context_size must be one of low, medium, high."
  }
}

variable "moderation" {
  description = "Moderation of input and answer in the same call."
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

  validation {
    condition     = var.service_tier == null ? true : contains(["auto", "default", "flex", "scale", "priority", "fast"], var.service_tier)
    error_message = "service_tier: must be one of auto, default, flex, scale, priority, fast."
  }
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

variable "expect" {
  description = "What is expected of the answer. What does not hold is in problems, which the module fails by; the answer stays. Another expectation asks the model no second time."
  type = object({
    contains     = optional(list(string))
    not_contains = optional(list(string))
    regex        = optional(list(string))
    json_schema  = optional(string)
    max_latency  = optional(number)
    judge = optional(object({
      model     = string
      criterion = string
    }))
  })
  default = null

  validation {
    condition     = var.expect == null ? true : var.expect.contains == null ? true : length(var.expect.contains) >= 1
    error_message = "expect: contains must not be empty."
  }

  validation {
    condition     = var.expect == null ? true : var.expect.contains == null ? true : alltrue([for each in var.expect.contains : try(trimspace(each) != "", false)])
    error_message = "expect: contains each must be a text."
  }

  validation {
    condition     = var.expect == null ? true : var.expect.not_contains == null ? true : length(var.expect.not_contains) >= 1
    error_message = "expect: not_contains must not be empty."
  }

  validation {
    condition     = var.expect == null ? true : var.expect.not_contains == null ? true : alltrue([for each in var.expect.not_contains : try(trimspace(each) != "", false)])
    error_message = "expect: not_contains each must be a text."
  }

  validation {
    condition     = var.expect == null ? true : var.expect.regex == null ? true : length(var.expect.regex) >= 1
    error_message = "expect: regex must not be empty."
  }

  validation {
    condition     = var.expect == null ? true : var.expect.regex == null ? true : alltrue([for each in var.expect.regex : try(trimspace(each) != "", false)])
    error_message = "expect: regex each must be a text."
  }

  validation {
    condition     = var.expect == null ? true : var.expect.json_schema == null ? true : can(keys(jsondecode(var.expect.json_schema)))
    error_message = "expect: json_schema must be a JSON object; write it with jsonencode()."
  }

  validation {
    condition     = var.expect == null ? true : var.expect.max_latency == null ? true : var.expect.max_latency >= 0
    error_message = "expect: max_latency must be at least 0."
  }

  validation {
    condition     = var.expect == null ? true : var.expect.judge == null ? true : trimspace(var.expect.judge.model) != ""
    error_message = "expect: judge.model must be the name of a model."
  }

  validation {
    condition     = var.expect == null ? true : var.expect.judge == null ? true : trimspace(var.expect.judge.criterion) != ""
    error_message = "expect: judge.criterion must be a text."
  }
}
