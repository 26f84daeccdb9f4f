resource "openai_thread" "support" {
  metadata = { team = "support" }

  messages = [
    { role = "developer", content = "You answer questions about bicycles." },
    {
      role = "user"
      parts = [
        { type = "input_text", text = "Which pads fit this brake?" },
        { type = "input_image", path = "${path.module}/brake.jpg" },
      ]
    },
  ]

  transcript_markdown_file = "${path.module}/support.md"
}

import {
  to = openai_thread.support
  id = "conv_abc123"
}
