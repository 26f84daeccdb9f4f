# Rules, each passed in the outputs' runs, and here failed.
mock_provider "openai" {}

run "refuses_name" {
  command = plan

  variables {
    name  = " "
    model = "gpt-5.6-terra"
  }

  expect_failures = [var.name]
}

run "refuses_other_name" {
  command = plan

  variables {
    assistant_name = " "
    model          = "gpt-5.6-terra"
  }

  expect_failures = [var.assistant_name]
}

run "refuses_two_kinds_of_tool" {
  command = plan

  variables {
    name  = "Support"
    model = "gpt-5.6-terra"
    tools = [{ web_search = {}, code_interpreter = {} }]
  }

  expect_failures = [var.tools]
}

run "refuses_temperature" {
  command = plan

  variables {
    name        = "Support"
    model       = "gpt-5.6-terra"
    temperature = 3
  }

  expect_failures = [var.temperature]
}
