resource "openai_chat_completion" "greeting" {
  model = "gpt-5.6-terra"
  messages = [
    { role = "system", content = "You are a helpful assistant." },
    { role = "user", content = "Hello!" },
  ]
  store = true
}

import {
  to = openai_chat_completion.greeting
  id = "chatcmpl-abc123"
}
