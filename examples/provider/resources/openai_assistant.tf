resource "openai_assistant" "support" {
  name         = "Support"
  model        = "gpt-5.6-terra"
  instructions = "Answer in one sentence."
  tools = [
    { web_search = { allowed_domains = ["example.com"] } },
  ]
}

import {
  to = openai_assistant.support
  id = "asst_abc123"
}
