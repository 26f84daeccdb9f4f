# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_assistant" "this" {
  name                      = var.name == null ? var.assistant_name : var.name
  description               = var.description == null ? var.assistant_description : var.description
  model                     = var.model == null ? var.assistant_model : var.model
  instructions              = var.instructions == null ? var.assistant_instructions : var.instructions
  tools                     = var.tools == null ? var.assistant_tools : var.tools
  tool_choice               = var.tool_choice
  parallel_tool_calls       = var.parallel_tool_calls
  max_tool_calls            = var.max_tool_calls
  text_format               = var.text_format
  verbosity                 = var.verbosity
  reasoning                 = var.reasoning
  max_output_tokens         = var.max_output_tokens
  temperature               = var.temperature
  top_p                     = var.top_p
  top_logprobs              = var.top_logprobs
  include                   = var.include
  truncation                = var.truncation
  compact_threshold         = var.compact_threshold
  image_context_compression = var.image_context_compression
  moderation                = var.moderation
  safety_identifier         = var.safety_identifier
  user                      = var.user
  prompt_cache_key          = var.prompt_cache_key
  prompt_cache_options      = var.prompt_cache_options
  service_tier              = var.service_tier
  access_programs           = var.access_programs
  instructions_file         = var.instructions_file
  metadata                  = var.metadata == null ? var.assistant_metadata : var.metadata
}
