# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_chat_completion" "this" {
  model                  = var.model
  base_model             = var.base_model
  messages               = var.messages
  tools                  = var.tools
  tool_choice            = var.tool_choice
  allowed_tools          = var.allowed_tools
  parallel_tool_calls    = var.parallel_tool_calls
  functions              = var.functions
  function_call          = var.function_call
  response_format        = var.response_format
  temperature            = var.temperature
  top_p                  = var.top_p
  max_completion_tokens  = var.max_completion_tokens
  max_tokens             = var.max_tokens
  n                      = var.n
  stop                   = var.stop
  presence_penalty       = var.presence_penalty
  frequency_penalty      = var.frequency_penalty
  logit_bias             = var.logit_bias
  logprobs               = var.logprobs
  top_logprobs           = var.top_logprobs
  seed                   = var.seed
  user                   = var.user
  safety_identifier      = var.safety_identifier
  prompt_cache_key       = var.prompt_cache_key
  prompt_cache_options   = var.prompt_cache_options
  prompt_cache_retention = var.prompt_cache_retention
  reasoning_effort       = var.reasoning_effort
  verbosity              = var.verbosity
  modalities             = var.modalities
  audio                  = var.audio
  audio_folder           = var.audio_folder
  prediction             = var.prediction
  web_search_options     = var.web_search_options
  moderation             = var.moderation
  service_tier           = var.service_tier
  stream                 = var.stream
  store                  = var.store
  metadata               = var.metadata
  triggers               = var.triggers
  max_cost               = var.max_cost
  expect                 = var.expect

  lifecycle {
    # An answer that was paid for goes only when the next one is there.
    create_before_destroy = true

    # An answer that was paid for stays, also where it is not as expected.
    postcondition {
      condition     = length(self.problems == null ? [] : self.problems) == 0
      error_message = "${self.id}: ${join("\n", self.problems == null ? [] : self.problems)}"
    }
  }
}
