# The outputs, and that zeros and false reach the resource.
mock_provider "openai" {
  mock_resource "openai_chat_completion" {
    defaults = {
      id             = "chatcmpl-1"
      content        = "Hello to you"
      finish_reason  = "stop"
      response_model = "gpt-5.6-terra"
      choices = [
        { index = 0, finish_reason = "stop", message = { role = "assistant", content = "Hello to you" } },
        { index = 1, finish_reason = "stop", message = { role = "assistant", content = "Hi" } },
      ]
    }
  }
}

run "outputs" {
  variables {
    model       = "gpt-5.6-terra"
    messages    = [{ role = "user", content = "Hello" }]
    n           = 2
    temperature = 0
    stream      = false
  }

  assert {
    condition     = output.id == "chatcmpl-1" && output.content == "Hello to you" && output.finish_reason == "stop"
    error_message = "id, content and finish_reason must be those of the answer."
  }

  assert {
    condition     = output.contents == ["Hello to you", "Hi"]
    error_message = "contents must hold every answer."
  }

  assert {
    condition     = output.model == "gpt-5.6-terra"
    error_message = "model must be the model that answered."
  }

  assert {
    condition     = openai_chat_completion.this.temperature == 0 && openai_chat_completion.this.stream == false
    error_message = "Zeros and false must reach the resource."
  }
}
