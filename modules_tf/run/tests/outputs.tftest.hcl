# The outputs, and what reaches the resource.
mock_provider "openai" {
  mock_resource "openai_run" {
    defaults = {
      id             = "resp_1"
      status         = "requires_action"
      created        = 1790000000
      response_model = "gpt-5.6-terra-2026-04-21"
      response_ids   = ["resp_1", "resp_2"]
      pending_calls  = [{ type = "function_call", id = "fc_1", call_id = "call_1", name = "get_order", arguments = "{}", server_label = null }]
    }
  }
}

run "outputs" {
  variables {
    thread_id             = "conv_1"
    assistant             = "{\"model\":\"gpt-5.6-terra\"}"
    additional_messages   = [{ role = "user", content = "Hello" }]
    max_completion_tokens = 400
    tool_outputs          = { get_order = "shipped" }
  }

  assert {
    condition     = output.id == "resp_1" && output.run_id == "resp_1" && output.status == "requires_action"
    error_message = "id, run_id and status must be the run's."
  }

  assert {
    condition     = output.created_at == 1790000000 && output.started_at == 1790000000 && output.model == "gpt-5.6-terra-2026-04-21"
    error_message = "The times and the model must be the response's."
  }

  assert {
    condition     = output.pending_calls[0].name == "get_order" && output.response_ids[1] == "resp_2"
    error_message = "pending_calls and response_ids must be the run's."
  }

  assert {
    condition     = openai_run.this.max_output_tokens == 400 && openai_run.this.background && openai_run.this.store && openai_run.this.max_tool_rounds == 8
    error_message = "max_completion_tokens must reach the resource, and the defaults must be there."
  }

  assert {
    condition     = openai_run.this.additional_messages[0].content == "Hello" && openai_run.this.thread_id == "conv_1"
    error_message = "The inputs must reach the resource."
  }
}
