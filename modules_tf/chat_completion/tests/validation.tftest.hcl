# Each validation of the settings once passed and once failed.
mock_provider "openai" {}

run "accepts_temperature" {
  command = plan

  variables {
    model       = "gpt-5.6-terra"
    messages    = [{ role = "user", content = "Hello" }]
    temperature = 0
  }
}

run "refuses_temperature" {
  command = plan

  variables {
    model       = "gpt-5.6-terra"
    messages    = [{ role = "user", content = "Hello" }]
    temperature = 2.1
  }

  expect_failures = [var.temperature]
}

run "accepts_top_p" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    top_p    = 0
  }
}

run "refuses_top_p" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    top_p    = 1.1
  }

  expect_failures = [var.top_p]
}

run "accepts_max_completion_tokens" {
  command = plan

  variables {
    model                 = "gpt-5.6-terra"
    messages              = [{ role = "user", content = "Hello" }]
    max_completion_tokens = 1
  }
}

run "refuses_max_completion_tokens" {
  command = plan

  variables {
    model                 = "gpt-5.6-terra"
    messages              = [{ role = "user", content = "Hello" }]
    max_completion_tokens = 0
  }

  expect_failures = [var.max_completion_tokens]
}

run "accepts_max_tokens" {
  command = plan

  variables {
    model      = "gpt-5.6-terra"
    messages   = [{ role = "user", content = "Hello" }]
    max_tokens = 1
  }
}

run "refuses_max_tokens" {
  command = plan

  variables {
    model      = "gpt-5.6-terra"
    messages   = [{ role = "user", content = "Hello" }]
    max_tokens = 0
  }

  expect_failures = [var.max_tokens]
}

run "accepts_n" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    n        = 128
  }
}

run "refuses_n" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    n        = 129
  }

  expect_failures = [var.n]
}

run "accepts_stop" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    stop     = ["a", "b", "c", "d"]
  }
}

run "refuses_stop" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    stop     = ["a", "b", "c", "d", "e"]
  }

  expect_failures = [var.stop]
}

run "accepts_presence_penalty" {
  command = plan

  variables {
    model            = "gpt-5.6-terra"
    messages         = [{ role = "user", content = "Hello" }]
    presence_penalty = -2
  }
}

run "refuses_presence_penalty" {
  command = plan

  variables {
    model            = "gpt-5.6-terra"
    messages         = [{ role = "user", content = "Hello" }]
    presence_penalty = -2.1
  }

  expect_failures = [var.presence_penalty]
}

run "accepts_frequency_penalty" {
  command = plan

  variables {
    model             = "gpt-5.6-terra"
    messages          = [{ role = "user", content = "Hello" }]
    frequency_penalty = 2
  }
}

run "refuses_frequency_penalty" {
  command = plan

  variables {
    model             = "gpt-5.6-terra"
    messages          = [{ role = "user", content = "Hello" }]
    frequency_penalty = 2.1
  }

  expect_failures = [var.frequency_penalty]
}

run "accepts_logit_bias" {
  command = plan

  variables {
    model      = "gpt-5.6-terra"
    messages   = [{ role = "user", content = "Hello" }]
    logit_bias = { "50256" = -100 }
  }
}

run "refuses_logit_bias" {
  command = plan

  variables {
    model      = "gpt-5.6-terra"
    messages   = [{ role = "user", content = "Hello" }]
    logit_bias = { "50256" = 101 }
  }

  expect_failures = [var.logit_bias]
}

run "accepts_top_logprobs" {
  command = plan

  variables {
    model        = "gpt-5.6-terra"
    messages     = [{ role = "user", content = "Hello" }]
    top_logprobs = 20
  }
}

run "refuses_top_logprobs" {
  command = plan

  variables {
    model        = "gpt-5.6-terra"
    messages     = [{ role = "user", content = "Hello" }]
    top_logprobs = 21
  }

  expect_failures = [var.top_logprobs]
}

run "accepts_safety_identifier" {
  command = plan

  variables {
    model             = "gpt-5.6-terra"
    messages          = [{ role = "user", content = "Hello" }]
    safety_identifier = "a1b2"
  }
}

run "refuses_safety_identifier" {
  command = plan

  variables {
    model             = "gpt-5.6-terra"
    messages          = [{ role = "user", content = "Hello" }]
    safety_identifier = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  }

  expect_failures = [var.safety_identifier]
}

run "accepts_metadata" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    metadata = { team = "care" }
  }
}

run "refuses_metadata" {
  command = plan

  variables {
    model    = "gpt-5.6-terra"
    messages = [{ role = "user", content = "Hello" }]
    metadata = { kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk = "care" }
  }

  expect_failures = [var.metadata]
}
