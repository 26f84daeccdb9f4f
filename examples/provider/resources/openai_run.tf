resource "openai_run" "order" {
  thread_id = "conv_abc123"
  assistant = openai_assistant.support.definition
  additional_messages = [
    { role = "user", content = "Where is order 17?" },
  ]
  tool_outputs = { get_order = jsonencode({ state = "shipped" }) }
}

import {
  to = openai_run.order
  id = "resp_abc123"
}
