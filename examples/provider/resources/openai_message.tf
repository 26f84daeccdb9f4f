resource "openai_message" "question" {
  thread_id = openai_thread.support.id
  content   = "My brakes squeak."
}

resource "openai_message" "detail" {
  thread_id = openai_thread.support.id
  content   = "Only when it rains."
  after     = openai_message.question.id
}

import {
  to = openai_message.question
  id = "conv_abc123/msg_abc123"
}
