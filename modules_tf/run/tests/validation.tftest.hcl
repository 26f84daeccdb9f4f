# Rules, each passed in the outputs' run, and here failed.
mock_provider "openai" {}

variables {
  thread_id = "conv_1"
  model     = "gpt-5.6-terra"
}

run "refuses_thread_id" {
  command = plan

  variables {
    thread_id = " "
  }

  expect_failures = [var.thread_id]
}

run "refuses_assistant" {
  command = plan

  variables {
    assistant = "support"
  }

  expect_failures = [var.assistant]
}

run "refuses_role" {
  command = plan

  variables {
    additional_messages = [{ role = "tool", content = "Hello" }]
  }

  expect_failures = [var.additional_messages]
}

run "refuses_few_tokens" {
  command = plan

  variables {
    max_completion_tokens = 15
  }

  expect_failures = [var.max_completion_tokens]
}

run "refuses_rounds" {
  command = plan

  variables {
    max_tool_rounds = 101
  }

  expect_failures = [var.max_tool_rounds]
}

run "refuses_window" {
  command = plan

  variables {
    completion_window = "24h"
  }

  expect_failures = [var.completion_window]
}
