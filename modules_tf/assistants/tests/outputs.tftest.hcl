# The outputs, and what reaches the resource, under either name of an input.
mock_provider "openai" {
  mock_resource "openai_assistant" {
    defaults = {
      id         = "asst_1"
      version    = "abc"
      definition = "{\"model\":\"gpt-5.6-terra\",\"instructions\":\"Be kind.\"}"
      changes    = ["model: changed"]
      created_at = 1790000000
    }
  }
}

run "outputs" {
  variables {
    name         = "Support"
    model        = "gpt-5.6-terra"
    instructions = "Be kind."
    tools        = [{ web_search = {} }]
    metadata     = { team = "support" }
  }

  assert {
    condition     = output.id == "asst_1" && output.assistant_id == "asst_1" && output.version == "abc"
    error_message = "id, assistant_id and version must be the resource's."
  }

  assert {
    condition     = jsondecode(output.definition).model == "gpt-5.6-terra" && output.changes == tolist(["model: changed"])
    error_message = "definition and changes must be the resource's."
  }

  assert {
    condition     = output.assistant_name == "Support" && output.assistant_instructions == "Be kind." && output.assistant_created_at == 1790000000
    error_message = "The outputs under other names must be the resource's."
  }

  assert {
    condition     = openai_assistant.this.tools[0].web_search != null && openai_assistant.this.metadata.team == "support"
    error_message = "The inputs must reach the resource."
  }
}

# As others' modules of assistants are called.
run "other_names" {
  variables {
    assistant_name         = "Support"
    assistant_model        = "gpt-5.6-terra"
    assistant_instructions = "Be kind."
    assistant_description  = "Helps"
    assistant_metadata     = { team = "support" }
    assistant_tools = [{
      type     = "function"
      function = { name = "get_order", description = "Returns an order", parameters = "{\"type\":\"object\",\"additionalProperties\":false}" }
    }]
  }

  assert {
    condition     = openai_assistant.this.name == "Support" && openai_assistant.this.model == "gpt-5.6-terra"
    error_message = "name and model must reach the resource."
  }

  assert {
    condition     = openai_assistant.this.tools[0].function.name == "get_order" && openai_assistant.this.description == "Helps"
    error_message = "tools and description must reach the resource."
  }

  assert {
    condition     = openai_assistant.this.instructions == "Be kind." && openai_assistant.this.metadata.team == "support"
    error_message = "instructions and metadata must reach the resource."
  }
}
