# The outputs, and that zeros and false reach the resource.
mock_provider "openai" {
  mock_resource "openai_model_response" {
    defaults = {
      id                    = "resp_1"
      status                = "completed"
      output_text           = "{\"from\":\"9:00\"}"
      parsed                = "{\"from\":\"9:00\"}"
      finish_reason         = "stop"
      response_model        = "gpt-5.6-terra-2026-07-09"
      response_service_tier = "default"
      token_count           = 30
      output_items = [
        { id = "rs_1", type = "reasoning" },
        { id = "msg_1", type = "message", role = "assistant", text = "{\"from\":\"9:00\"}" },
      ]
    }
  }
}

run "outputs" {
  variables {
    model               = "gpt-5.6-terra"
    input               = "When do you open?"
    temperature         = 0
    store               = false
    parallel_tool_calls = false
  }

  assert {
    condition     = output.id == "resp_1" && output.output_text == "{\"from\":\"9:00\"}" && output.object == "response"
    error_message = "id and output_text must be those of the answer."
  }

  assert {
    condition     = output.parsed.from == "9:00"
    error_message = "parsed must be the value."
  }

  assert {
    condition     = output.output[*].type == tolist(["reasoning", "message"]) && output.token_count == 30
    error_message = "output must hold all items."
  }

  assert {
    condition     = output.model == "gpt-5.6-terra-2026-07-09" && output.service_tier == "default"
    error_message = "model and service_tier must be those that answered."
  }

  assert {
    condition     = openai_model_response.this.temperature == 0 && openai_model_response.this.store == false
    error_message = "Zeros and false must reach the resource."
  }
}
