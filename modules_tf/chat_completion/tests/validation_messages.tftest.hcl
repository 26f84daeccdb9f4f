# Each validation of messages, tools and response formats once passed and once failed.
mock_provider "openai" {}

run "accepts_model" {
  command = plan

  variables {
    model    = "ft:gpt-4.1-mini:acme::1"
    messages = [{ role = "user", content = "Hello" }]
  }
}

run "refuses_model" {
  command = plan

  variables {
    model    = " "
    messages = [{ role = "user", content = "Hello" }]
  }

  expect_failures = [var.model]
}

run "accepts_messages_at_all" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
  }
}

run "refuses_messages_at_all" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = []
  }

  expect_failures = [var.messages]
}

run "accepts_messages_roles" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "developer", content = "Be brief." }, { role = "user", content = "Hello" }]
  }
}

run "refuses_messages_roles" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "chief", content = "Hello" }]
  }

  expect_failures = [var.messages]
}

run "accepts_messages_content_or_parts" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", parts = [{ type = "text", text = "Hello" }] }]
  }
}

run "refuses_messages_content_or_parts" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello", parts = [{ type = "text", text = "Hello" }] }]
  }

  expect_failures = [var.messages]
}

run "accepts_messages_content" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "assistant", refusal = "No." }, { role = "user", content = "Hello" }]
  }
}

run "refuses_messages_content" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user" }]
  }

  expect_failures = [var.messages]
}

run "accepts_messages_tool_answers" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "tool", content = "Sunny", tool_call_id = "call_1" }]
  }
}

run "refuses_messages_tool_answers" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Sunny", tool_call_id = "call_1" }]
  }

  expect_failures = [var.messages]
}

run "accepts_tools_types" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    tools    = [{ function = { name = "now" } }, { type = "custom", custom = { name = "run" } }]
  }
}

run "refuses_tools_types" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    tools    = [{ type = "custom", function = { name = "now" } }]
  }

  expect_failures = [var.tools]
}

run "accepts_tools_parameters" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    tools    = [{ function = { name = "now", parameters = jsonencode({ type = "object" }) } }]
  }
}

run "refuses_tools_parameters" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    tools    = [{ function = { name = "now", parameters = "[]" } }]
  }

  expect_failures = [var.tools]
}

run "accepts_functions_parameters" {
  command = plan

  variables {
    model     = "gpt-5.6-terra"
    messages  = [{ role = "user", content = "Hello" }]
    functions = [{ name = "now", parameters = jsonencode({ type = "object" }) }]
  }
}

run "refuses_functions_parameters" {
  command = plan

  variables {
    model     = "gpt-5.6-terra"
    messages  = [{ role = "user", content = "Hello" }]
    functions = [{ name = "now", parameters = "none" }]
  }

  expect_failures = [var.functions]
}

run "accepts_response_format_type" {
  command = plan

  variables {
    model           = "gpt-5.6-terra"
    messages        = [{ role = "user", content = "Hello" }]
    response_format = { type = "json_object" }
  }
}

run "refuses_response_format_type" {
  command = plan

  variables {
    model           = "gpt-5.6-terra"
    messages        = [{ role = "user", content = "Hello" }]
    response_format = { type = "yaml" }
  }

  expect_failures = [var.response_format]
}

run "accepts_response_format_schema" {
  command = plan

  variables {
    model           = "gpt-5.6-terra"
    messages        = [{ role = "user", content = "Hello" }]
    response_format = { type = "json_schema", json_schema = { name = "answer" } }
  }
}

run "refuses_response_format_schema" {
  command = plan

  variables {
    model           = "gpt-5.6-terra"
    messages        = [{ role = "user", content = "Hello" }]
    response_format = { type = "json_schema" }
  }

  expect_failures = [var.response_format]
}
