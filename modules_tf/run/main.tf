# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_run" "this" {
  thread_id                 = var.thread_id
  assistant                 = var.assistant
  assistant_id              = var.assistant_id
  model                     = var.model
  instructions              = var.instructions
  tools                     = var.tools
  tool_choice               = var.tool_choice
  parallel_tool_calls       = var.parallel_tool_calls
  max_tool_calls            = var.max_tool_calls
  text_format               = var.text_format
  verbosity                 = var.verbosity
  reasoning                 = var.reasoning
  max_output_tokens         = var.max_output_tokens == null ? var.max_completion_tokens : var.max_output_tokens
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
  additional_instructions   = var.additional_instructions
  additional_messages       = var.additional_messages
  after                     = var.after
  tool_outputs              = var.tool_outputs
  tool_output_files         = var.tool_output_files
  max_tool_rounds           = var.max_tool_rounds
  background                = var.background
  completion_window         = var.completion_window
  store                     = var.store
  metadata                  = var.metadata
  delete_response           = var.delete_response
  wait                      = var.wait
  triggers                  = var.triggers
  max_cost                  = var.max_cost
  expect                    = var.expect
  timeouts                  = var.timeouts

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
