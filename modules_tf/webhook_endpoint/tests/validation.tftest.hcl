# Each validation once passed and once failed.
mock_provider "openai" {}

variables {
  name        = "Jobs"
  url         = "https://hooks.example.com/openai"
  event_types = ["batch.completed"]
}

run "accepts_a_receiver_on_this_machine" {
  command = plan

  variables {
    url          = "http://localhost:8080/openai"
    secret_sink  = { file = "/keys/webhook" }
    rotate_after = 0.001
  }
}

run "refuses_what_is_blank_or_empty" {
  command = plan

  variables {
    name        = " "
    event_types = []
  }

  expect_failures = [var.name, var.event_types]
}

run "refuses_an_address_that_is_not_encrypted" {
  command = plan

  variables {
    url = "http://hooks.example.com/openai"
  }

  expect_failures = [var.url]
}

run "refuses_two_sinks_and_an_age_of_nothing" {
  command = plan

  variables {
    secret_sink  = { file = "/keys/webhook", command = ["store"] }
    rotate_after = 0
  }

  expect_failures = [var.secret_sink, var.rotate_after]
}
