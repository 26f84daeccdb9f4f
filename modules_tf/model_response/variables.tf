# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "assistant" {
  description = "Definition of the assistant, as openai_assistant has it in definition."
  type        = string
  default     = null

  validation {
    condition     = var.assistant == null ? true : can(keys(jsondecode(var.assistant)))
    error_message = "assistant: must be a JSON object; write it with jsonencode()."
  }
}

variable "model" {
  description = "Model that answers, such as gpt-5.6-terra or the id of a fine-tuned model. With an assistant, in place of the assistant's."
  type        = string
  default     = null

  validation {
    condition     = var.model == null ? true : trimspace(var.model) != ""
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

variable "input" {
  description = "Text that the model answers, in place of input_items."
  type        = string
  default     = null

  validation {
    condition     = var.input == null ? true : trimspace(var.input) != ""
    error_message = "input: must be a text."
  }
}

variable "input_items" {
  description = "What the model answers, oldest first: messages with content (text) or parts (text, images, files), outputs of tools, and references to items that the API keeps."
  type = list(object({
    type    = optional(string, "message")
    role    = optional(string)
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
    call_id             = optional(string)
    name                = optional(string)
    arguments           = optional(string)
    output              = optional(string)
    approval_request_id = optional(string)
    approve             = optional(bool)
    id                  = optional(string)
  }))
  default = null

  validation {
    condition     = var.input_items == null ? true : length(var.input_items) >= 1
    error_message = "input_items: must not be empty."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == null || input_item.type == "message" ? input_item.role != null : true])
    error_message = "input_items: with type message, role must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == null || input_item.type == "message" ? length([for given in [input_item.content != null, input_item.parts != null] : given if given]) == 1 : true])
    error_message = "input_items: with type message, exactly one of content or parts must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == null || input_item.type == "message" ? input_item.call_id == null && input_item.name == null && input_item.arguments == null && input_item.output == null && input_item.approval_request_id == null && input_item.approve == null && input_item.id == null : true])
    error_message = "input_items: with type message, call_id, name, arguments, output, approval_request_id, approve or id must not be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : length([for given in [input_item.content != null, input_item.parts != null] : given if given]) <= 1])
    error_message = "input_items: only one of content or parts may be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : try(contains(["function_call", "function_call_output", "custom_tool_call_output", "mcp_approval_response", "item_reference"], input_item.type), false) ? input_item.role == null && input_item.content == null && input_item.parts == null : true])
    error_message = "input_items: with type function_call, function_call_output, custom_tool_call_output, mcp_approval_response or item_reference, role, content or parts must not be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == "function_call" ? input_item.call_id != null : true])
    error_message = "input_items: with type function_call, call_id must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == "function_call" ? input_item.name != null : true])
    error_message = "input_items: with type function_call, name must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == "function_call" ? input_item.arguments != null : true])
    error_message = "input_items: with type function_call, arguments must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == "function_call_output" ? input_item.call_id != null : true])
    error_message = "input_items: with type function_call_output, call_id must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == "function_call_output" ? input_item.output != null : true])
    error_message = "input_items: with type function_call_output, output must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == "custom_tool_call_output" ? input_item.call_id != null : true])
    error_message = "input_items: with type custom_tool_call_output, call_id must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == "custom_tool_call_output" ? input_item.output != null : true])
    error_message = "input_items: with type custom_tool_call_output, output must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == "mcp_approval_response" ? input_item.approval_request_id != null : true])
    error_message = "input_items: with type mcp_approval_response, approval_request_id must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == "mcp_approval_response" ? input_item.approve != null : true])
    error_message = "input_items: with type mcp_approval_response, approve must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == "item_reference" ? input_item.id != null : true])
    error_message = "input_items: with type item_reference, id must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.type == null ? true : contains(["message", "function_call", "function_call_output", "custom_tool_call_output", "mcp_approval_response", "item_reference"], input_item.type)])
    error_message = "input_items: type must be one of message, function_call, function_call_output, custom_tool_call_output, mcp_approval_response, item_reference."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.role == null ? true : contains(["user", "assistant", "system", "developer"], input_item.role)])
    error_message = "input_items: role must be one of user, assistant, system, developer."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.parts == null ? true : length(input_item.parts) >= 1])
    error_message = "input_items: parts must not be empty."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.parts == null ? true : alltrue([for part in input_item.parts : part.type == "input_text" ? part.text != null : true])])
    error_message = "input_items: in parts with type input_text, text must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.parts == null ? true : alltrue([for part in input_item.parts : part.type == "output_text" ? part.text != null : true])])
    error_message = "input_items: in parts with type output_text, text must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.parts == null ? true : alltrue([for part in input_item.parts : part.type == "refusal" ? part.refusal != null : true])])
    error_message = "input_items: in parts with type refusal, refusal must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.parts == null ? true : alltrue([for part in input_item.parts : part.type == "input_image" ? length([for given in [part.image_url != null, part.file_id != null, part.path != null] : given if given]) == 1 : true])])
    error_message = "input_items: in parts with type input_image, exactly one of image_url, file_id or path must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.parts == null ? true : alltrue([for part in input_item.parts : part.type == "input_file" ? length([for given in [part.file_id != null, part.file_url != null, part.file_data != null, part.path != null] : given if given]) == 1 : true])])
    error_message = "input_items: in parts with type input_file, exactly one of file_id, file_url, file_data or path must be given."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.parts == null ? true : alltrue([for part in input_item.parts : contains(["input_text", "output_text", "refusal", "input_image", "input_file"], part.type)])])
    error_message = "input_items: parts.type must be one of input_text, output_text, refusal, input_image, input_file."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.parts == null ? true : alltrue([for part in input_item.parts : part.detail == null ? true : contains(["auto", "low", "high", "original"], part.detail)])])
    error_message = "input_items: parts.detail must be one of auto, low, high, original."
  }

  validation {
    condition     = var.input_items == null ? true : alltrue([for input_item in var.input_items : input_item.approval_request_id == null ? true : can(regex("^(?:mcpr_.+)$", input_item.approval_request_id))])
    error_message = "input_items: approval_request_id must be the id of a request."
  }
}

variable "conversation" {
  description = "Id of the conversation that is continued (conv_...); input and answer are added to it."
  type        = string
  default     = null

  validation {
    condition     = var.conversation == null ? true : can(regex("^(?:conv_.+)$", var.conversation))
    error_message = "conversation: must be the id of a conversation."
  }
}

variable "previous_response_id" {
  description = "Id of the stored response that is continued (resp_...)."
  type        = string
  default     = null

  validation {
    condition     = var.previous_response_id == null ? true : can(regex("^(?:resp_.+)$", var.previous_response_id))
    error_message = "previous_response_id: must be the id of a response."
  }
}

variable "instructions" {
  description = "What the model is told before the input, such as its role."
  type        = string
  default     = null
}

variable "tools" {
  description = "Tools the model may use; each object sets the attribute of its kind."
  type = list(object({
    function = optional(object({
      name        = string
      description = optional(string)
      parameters  = optional(string)
      strict      = optional(bool)
    }))
    file_search = optional(object({
      vector_store_ids = list(string)
      max_num_results  = optional(number)
      filters          = optional(string)
      ranking_options = optional(object({
        ranker          = optional(string)
        score_threshold = optional(number)
        hybrid_search = optional(object({
          embedding_weight = number
          text_weight      = number
        }))
      }))
    }))
    web_search = optional(object({
      search_context_size = optional(string)
      allowed_domains     = optional(list(string))
      external_web_access = optional(bool)
      user_location = optional(object({
        city     = optional(string)
        country  = optional(string)
        region   = optional(string)
        timezone = optional(string)
      }))
    }))
    code_interpreter = optional(object({
      container    = optional(string)
      file_ids     = optional(list(string))
      memory_limit = optional(string)
    }))
    image_generation = optional(object({
      model              = optional(string)
      action             = optional(string)
      size               = optional(string)
      quality            = optional(string)
      background         = optional(string)
      output_format      = optional(string)
      output_compression = optional(number)
      moderation         = optional(string)
      input_fidelity     = optional(string)
    }))
    mcp = optional(object({
      server_label       = string
      server_url         = optional(string)
      connector_id       = optional(string)
      server_description = optional(string)
      authorization_env  = optional(string)
      allowed_tools      = optional(list(string))
      require_approval   = optional(string)
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
    condition     = var.tools == null ? true : length(var.tools) >= 1
    error_message = "tools: must not be empty."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : length([for given in [tool.function != null, tool.file_search != null, tool.web_search != null, tool.code_interpreter != null, tool.image_generation != null, tool.mcp != null, tool.custom != null] : given if given]) == 1])
    error_message = "tools: exactly one of function, file_search, web_search, code_interpreter, image_generation, mcp or custom must be given."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.function == null ? true : tool.function.parameters == null ? true : can(keys(jsondecode(tool.function.parameters)))])
    error_message = "tools: function.parameters must be a JSON object; write it with jsonencode()."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.file_search == null ? true : length(tool.file_search.vector_store_ids) >= 1])
    error_message = "tools: file_search.vector_store_ids must not be empty."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.file_search == null ? true : tool.file_search.max_num_results == null ? true : floor(tool.file_search.max_num_results) == tool.file_search.max_num_results && tool.file_search.max_num_results >= 1 && tool.file_search.max_num_results <= 50])
    error_message = "tools: file_search.max_num_results must be a whole number between 1 and 50."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.file_search == null ? true : tool.file_search.filters == null ? true : can(keys(jsondecode(tool.file_search.filters)))])
    error_message = "tools: file_search.filters must be a JSON object; write it with jsonencode()."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.file_search == null ? true : tool.file_search.ranking_options == null ? true : tool.file_search.ranking_options.ranker == null ? true : contains(["auto", "default-2024-11-15"], tool.file_search.ranking_options.ranker)])
    error_message = "tools: file_search.ranking_options.ranker must be auto or default-2024-11-15."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.file_search == null ? true : tool.file_search.ranking_options == null ? true : tool.file_search.ranking_options.score_threshold == null ? true : tool.file_search.ranking_options.score_threshold >= 0 && tool.file_search.ranking_options.score_threshold <= 1])
    error_message = "tools: file_search.ranking_options.score_threshold must lie between 0 and 1."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.file_search == null ? true : tool.file_search.ranking_options == null ? true : tool.file_search.ranking_options.hybrid_search == null ? true : tool.file_search.ranking_options.hybrid_search.embedding_weight >= 0])
    error_message = "tools: file_search.ranking_options.hybrid_search.embedding_weight must be at least 0."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.file_search == null ? true : tool.file_search.ranking_options == null ? true : tool.file_search.ranking_options.hybrid_search == null ? true : tool.file_search.ranking_options.hybrid_search.text_weight >= 0])
    error_message = "tools: file_search.ranking_options.hybrid_search.text_weight must be at least 0."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.web_search == null ? true : tool.web_search.search_context_size == null ? true : contains(["low", "medium", "high"], tool.web_search.search_context_size)])
    error_message = "tools: web_search.search_context_size must be one of low, medium, high."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.web_search == null ? true : tool.web_search.allowed_domains == null ? true : length(tool.web_search.allowed_domains) >= 1 && length(tool.web_search.allowed_domains) <= 100])
    error_message = "tools: web_search.allowed_domains must have a length of 1 to 100."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.code_interpreter == null ? true : tool.code_interpreter.file_ids == null ? true : length(tool.code_interpreter.file_ids) >= 1])
    error_message = "tools: code_interpreter.file_ids must not be empty."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.code_interpreter == null ? true : tool.code_interpreter.memory_limit == null ? true : contains(["1g", "4g", "16g", "64g"], tool.code_interpreter.memory_limit)])
    error_message = "tools: code_interpreter.memory_limit must be one of 1g, 4g, 16g, 64g."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.image_generation == null ? true : tool.image_generation.model == null ? true : trimspace(tool.image_generation.model) != ""])
    error_message = "tools: image_generation.model must be the name of a model."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.image_generation == null ? true : tool.image_generation.action == null ? true : contains(["generate", "edit", "auto"], tool.image_generation.action)])
    error_message = "tools: image_generation.action must be one of generate, edit, auto."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.image_generation == null ? true : tool.image_generation.size == null ? true : can(regex("^(?:auto|[1-9]\\d{1,3}x[1-9]\\d{1,3})$", tool.image_generation.size))])
    error_message = "tools: image_generation.size must be a size such as 1024x1024, or auto."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.image_generation == null ? true : tool.image_generation.quality == null ? true : contains(["low", "medium", "high", "xhigh", "max", "auto"], tool.image_generation.quality)])
    error_message = "tools: image_generation.quality must be one of low, medium, high, xhigh, max, auto."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.image_generation == null ? true : tool.image_generation.background == null ? true : contains(["transparent", "opaque", "auto"], tool.image_generation.background)])
    error_message = "tools: image_generation.background must be one of transparent, opaque, auto."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.image_generation == null ? true : tool.image_generation.output_format == null ? true : contains(["png", "webp", "jpeg", "gif", "svg"], tool.image_generation.output_format)])
    error_message = "tools: image_generation.output_format must be one of png, webp, jpeg, gif, svg."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.image_generation == null ? true : tool.image_generation.output_compression == null ? true : floor(tool.image_generation.output_compression) == tool.image_generation.output_compression && tool.image_generation.output_compression >= 0 && tool.image_generation.output_compression <= 100])
    error_message = "tools: image_generation.output_compression must be a whole number between 0 and 100."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.image_generation == null ? true : tool.image_generation.moderation == null ? true : contains(["auto", "low"], tool.image_generation.moderation)])
    error_message = "tools: image_generation.moderation must be auto or low."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.image_generation == null ? true : tool.image_generation.input_fidelity == null ? true : contains(["high", "low"], tool.image_generation.input_fidelity)])
    error_message = "tools: image_generation.input_fidelity must be high or low."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.mcp == null ? true : length([for given in [tool.mcp.server_url != null, tool.mcp.connector_id != null] : given if given]) == 1])
    error_message = "tools: mcp exactly one of server_url or connector_id must be given."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.mcp == null ? true : trimspace(tool.mcp.server_label) != ""])
    error_message = "tools: mcp.server_label must be a name."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.mcp == null ? true : tool.mcp.server_url == null ? true : can(regex("^(?:https?://\\S+)$", tool.mcp.server_url))])
    error_message = "tools: mcp.server_url must be an address."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.mcp == null ? true : tool.mcp.connector_id == null ? true : contains(["connector_dropbox", "connector_gmail", "connector_googlecalendar", "connector_googledrive", "connector_microsoftteams", "connector_outlookcalendar", "connector_outlookemail", "connector_sharepoint"], tool.mcp.connector_id)])
    error_message = "tools: mcp.connector_id must be one of connector_dropbox, connector_gmail, connector_googlecalendar, connector_googledrive, connector_microsoftteams, connector_outlookcalendar, connector_outlookemail, connector_sharepoint."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.mcp == null ? true : tool.mcp.authorization_env == null ? true : can(regex("^(?:MCP_[A-Z0-9_]+)$", tool.mcp.authorization_env))])
    error_message = "tools: mcp.authorization_env must be the name of a variable that begins with MCP_."
  }

  validation {
    condition     = var.tools == null ? true : alltrue([for tool in var.tools : tool.mcp == null ? true : tool.mcp.require_approval == null ? true : contains(["always", "never"], tool.mcp.require_approval)])
    error_message = "tools: mcp.require_approval must be always or never."
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
  description = "Which tool the model uses: none, auto, required, a kind of a hosted tool such as file_search, or the name of one of tools."
  type        = string
  default     = null
}

variable "parallel_tool_calls" {
  description = "Whether the model may call several tools at once."
  type        = bool
  default     = null
}

variable "max_tool_calls" {
  description = "Most calls of hosted tools."
  type        = number
  default     = null

  validation {
    condition     = var.max_tool_calls == null ? true : floor(var.max_tool_calls) == var.max_tool_calls && var.max_tool_calls >= 1
    error_message = "max_tool_calls: must be a whole number, at least 1."
  }
}

variable "text_format" {
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
    condition     = var.text_format == null ? true : var.text_format.type == "json_schema" ? var.text_format.json_schema != null : true
    error_message = "text_format: with type json_schema, json_schema must be given."
  }

  validation {
    condition     = var.text_format == null ? true : var.text_format.type == "text" || var.text_format.type == "json_object" ? var.text_format.json_schema == null : true
    error_message = "text_format: with type text or json_object, json_schema must not be given."
  }

  validation {
    condition     = var.text_format == null ? true : contains(["text", "json_object", "json_schema"], var.text_format.type)
    error_message = "text_format: type must be one of text, json_object, json_schema."
  }

  validation {
    condition     = var.text_format == null ? true : var.text_format.json_schema == null ? true : var.text_format.json_schema.schema == null ? true : can(keys(jsondecode(var.text_format.json_schema.schema)))
    error_message = "text_format: json_schema.schema must be a JSON object; write it with jsonencode()."
  }
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

variable "reasoning" {
  description = "How a reasoning model thinks."
  type = object({
    effort  = optional(string)
    summary = optional(string)
    mode    = optional(string)
    context = optional(string)
  })
  default = null

  validation {
    condition     = var.reasoning == null ? true : var.reasoning.effort == null ? true : contains(["none", "minimal", "low", "medium", "high", "xhigh", "max"], var.reasoning.effort)
    error_message = "reasoning: effort must be one of none, minimal, low, medium, high, xhigh, max."
  }

  validation {
    condition     = var.reasoning == null ? true : var.reasoning.summary == null ? true : contains(["auto", "concise", "detailed"], var.reasoning.summary)
    error_message = "reasoning: summary must be one of auto, concise, detailed."
  }

  validation {
    condition     = var.reasoning == null ? true : var.reasoning.mode == null ? true : trimspace(var.reasoning.mode) != ""
    error_message = "reasoning: mode must be a mode."
  }

  validation {
    condition     = var.reasoning == null ? true : var.reasoning.context == null ? true : contains(["auto", "current_turn", "all_turns"], var.reasoning.context)
    error_message = "reasoning: context must be one of auto, current_turn, all_turns."
  }
}

variable "max_output_tokens" {
  description = "Most tokens the answer may take, reasoning included; 16 or more."
  type        = number
  default     = null

  validation {
    condition     = var.max_output_tokens == null ? true : floor(var.max_output_tokens) == var.max_output_tokens && var.max_output_tokens >= 16
    error_message = "max_output_tokens: must be a whole number, at least 16."
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

variable "top_logprobs" {
  description = "Number of likeliest tokens to return at each place, from 0 to 20."
  type        = number
  default     = null

  validation {
    condition     = var.top_logprobs == null ? true : floor(var.top_logprobs) == var.top_logprobs && var.top_logprobs >= 0 && var.top_logprobs <= 20
    error_message = "top_logprobs: must be a whole number between 0 and 20."
  }
}

variable "include" {
  description = "What else the answer holds: file_search_call.results, web_search_call.results, web_search_call.action.sources, message.input_image.image_url, code_interpreter_call.outputs, reasoning.encrypted_content, message.output_text.logprobs."
  type        = list(string)
  default     = null

  validation {
    condition     = var.include == null ? true : length(var.include) >= 1
    error_message = "include: must not be empty."
  }

  validation {
    condition     = var.include == null ? true : alltrue([for each in var.include : try(contains(["file_search_call.results", "web_search_call.results", "web_search_call.action.sources", "message.input_image.image_url", "code_interpreter_call.outputs", "reasoning.encrypted_content", "message.output_text.logprobs"], each), false)])
    error_message = "include: each must be one of file_search_call.results, web_search_call.results, web_search_call.action.sources, message.input_image.image_url, code_interpreter_call.outputs, reasoning.encrypted_content, message.output_text.logprobs."
  }
}

variable "truncation" {
  description = "What happens to an input that is too long: disabled, an error, or auto, its beginning goes."
  type        = string
  default     = null

  validation {
    condition     = var.truncation == null ? true : contains(["auto", "disabled"], var.truncation)
    error_message = "truncation: must be auto or disabled."
  }
}

variable "compact_threshold" {
  description = "Tokens of context from which on the API compacts it."
  type        = number
  default     = null

  validation {
    condition     = var.compact_threshold == null ? true : floor(var.compact_threshold) == var.compact_threshold && var.compact_threshold >= 1000
    error_message = "compact_threshold: must be a whole number, at least 1000."
  }
}

variable "image_context_compression" {
  description = "Compression of images in the context: auto, enabled or disabled."
  type        = string
  default     = null

  validation {
    condition     = var.image_context_compression == null ? true : contains(["auto", "enabled", "disabled"], var.image_context_compression)
    error_message = "image_context_compression: must be one of auto, enabled, disabled."
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

  validation {
    condition     = var.moderation == null ? true : var.moderation.input_mode == null ? true : contains(["score", "block"], var.moderation.input_mode)
    error_message = "moderation: input_mode must be score or block."
  }

  validation {
    condition     = var.moderation == null ? true : var.moderation.output_mode == null ? true : contains(["score", "block"], var.moderation.output_mode)
    error_message = "moderation: output_mode must be score or block."
  }
}

variable "safety_identifier" {
  description = "Stable id of the end user for abuse detection, up to 128 characters; hash names and addresses."
  type        = string
  default     = null

  validation {
    condition     = var.safety_identifier == null ? true : length(var.safety_identifier) <= 128
    error_message = "safety_identifier: must have a length of 128 or less."
  }
}

variable "user" {
  description = "Id of the end user; the API calls it deprecated in favor of safety_identifier and prompt_cache_key."
  type        = string
  default     = null
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

  validation {
    condition     = var.prompt_cache_options == null ? true : var.prompt_cache_options.ttl == null ? true : contains(["30m", "12h"], var.prompt_cache_options.ttl)
    error_message = "prompt_cache_options: ttl must be 30m or 12h."
  }
}

variable "service_tier" {
  description = "Tier that serves the call: auto, default, flex, scale, priority, fast or ultrafast."
  type        = string
  default     = null

  validation {
    condition     = var.service_tier == null ? true : contains(["auto", "default", "flex", "scale", "priority", "fast", "ultrafast"], var.service_tier)
    error_message = "service_tier: must be one of auto, default, flex, scale, priority, fast, ultrafast."
  }
}

variable "access_programs" {
  description = "Access programs that the call makes use of."
  type = object({
    cyber = string
  })
  default = null

  validation {
    condition     = var.access_programs == null ? true : contains(["standard", "daybreak_blue", "daybreak_red"], var.access_programs.cyber)
    error_message = "access_programs: cyber must be one of standard, daybreak_blue, daybreak_red."
  }
}

variable "store" {
  description = "Keep the response at the API, where it can be read, imported and deleted."
  type        = bool
  default     = null
}

variable "background" {
  description = "Have the response made in the background; it is then waited for, within timeouts."
  type        = bool
  default     = null
}

variable "completion_window" {
  description = "Time in which a background response is made: soonest, or at a lower price 2h or 8h."
  type        = string
  default     = null

  validation {
    condition     = var.completion_window == null ? true : contains(["soonest", "2h", "8h"], var.completion_window)
    error_message = "completion_window: must be one of soonest, 2h, 8h."
  }
}

variable "continuation_id" {
  description = "Id of yours by which related background responses go first."
  type        = string
  default     = null
}

variable "metadata" {
  description = "Up to 16 labels of the response (keys up to 64 characters, values up to 512). The API takes them with the call alone: a later change asks nothing, and is for the next response."
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

variable "top_k" {
  description = "Not sent; null alone is accepted."
  type        = number
  default     = null
}

variable "frequency_penalty" {
  description = "Not sent; 0 alone is accepted."
  type        = number
  default     = null
}

variable "presence_penalty" {
  description = "Not sent; 0 alone is accepted."
  type        = number
  default     = null
}

variable "stop_sequences" {
  description = "Not sent; an empty list alone is accepted."
  type        = list(string)
  default     = null
}

variable "prompt" {
  description = "Not sent; null alone is accepted."
  type        = string
  default     = null
}

variable "image_folder" {
  description = "Folder that generated images are written to. The tool image_generation needs it."
  type        = string
  default     = null
}

variable "wait" {
  description = "Wait until the job has ended, within timeouts. A job that is still running then is kept as it is, and the next apply waits again."
  type        = bool
  default     = true
  nullable    = false
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

variable "timeouts" {
  description = "How long to wait for slow operations."
  type = object({
    create = optional(string)
    update = optional(string)
    delete = optional(string)
  })
  default = null
}
