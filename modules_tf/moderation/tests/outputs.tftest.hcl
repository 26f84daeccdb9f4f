# The outputs, and what reaches the resource.
mock_provider "openai" {
  mock_resource "openai_moderation" {
    defaults = {
      id             = "modr-1"
      flagged        = true
      response_model = "omni-moderation-2024-09-26"
      violations     = [{ key = "first", category = "violence", score = 0.9, threshold = 0.4 }]
    }
  }
}

run "outputs" {
  variables {
    inputs     = { first = { text = "A text" } }
    thresholds = { violence = 0.4 }
  }

  assert {
    condition     = output.id == "modr-1" && output.flagged && output.response_model == "omni-moderation-2024-09-26"
    error_message = "id, flagged and response_model must be the verdict's."
  }

  assert {
    condition     = output.violations[0].key == "first" && output.violations[0].threshold == 0.4
    error_message = "violations must name key and threshold."
  }

  assert {
    condition     = output.model == "omni-moderation-latest" && output.recheck == "on_change"
    error_message = "model and recheck must have their defaults."
  }

  assert {
    condition     = openai_moderation.this.inputs["first"].text == "A text" && !openai_moderation.this.fail_on_flagged
    error_message = "The inputs must reach the resource, and the gate must be off."
  }
}
