# The outputs, and what reaches the resource.
mock_provider "openai" {
  mock_resource "openai_message" {
    defaults = {
      id             = "conv_1/msg_1"
      message_id     = "msg_1"
      position       = 2
      content_sha256 = "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"
    }
  }
}

run "outputs" {
  variables {
    thread_id = "conv_1"
    content   = "My brakes squeak."
    metadata  = { team = "support" }
  }

  assert {
    condition     = output.id == "conv_1/msg_1" && output.message_id == "msg_1"
    error_message = "id and message_id must be the message's."
  }

  assert {
    condition     = output.thread_id == "conv_1" && output.role == "user" && output.position == 2
    error_message = "thread_id, role and position must be the message's."
  }

  assert {
    condition     = openai_message.this.delete_pair == false
    error_message = "Pairs must be kept by default."
  }
}
