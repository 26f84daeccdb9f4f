resource "openai_model_response" "summary" {
  model        = "gpt-5.6-terra"
  instructions = "You sum up reports for a busy reader."
  input_items = [{
    role = "user"
    parts = [
      { type = "input_text", text = "Three sentences, please." },
      { type = "input_file", path = "report.pdf" },
    ]
  }]
  reasoning         = { effort = "low" }
  background        = true
  completion_window = "8h"
}

# A checked answer that refers to what the files of a store say.
resource "openai_model_response" "hours" {
  model = "gpt-5.6-terra"
  input = "When is the shop in Ulm open on Saturdays?"
  tools = [{ file_search = { vector_store_ids = ["vs_abc123"] } }]
  text_format = {
    type = "json_schema"
    json_schema = {
      name   = "hours"
      strict = true
      schema = jsonencode({
        type                 = "object"
        properties           = { from = { type = "string" }, to = { type = "string" } }
        required             = ["from", "to"]
        additionalProperties = false
      })
    }
  }
}

import {
  to = openai_model_response.summary
  id = "resp_abc123"
}
