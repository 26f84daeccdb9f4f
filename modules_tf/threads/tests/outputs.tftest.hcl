# The outputs, and what reaches the resource.
mock_provider "openai" {
  mock_resource "openai_thread" {
    defaults = {
      id          = "conv_1"
      created_at  = 1760000000
      item_ids    = ["msg_1"]
      items_count = 3
      problems    = []
    }
  }
}

run "outputs" {
  variables {
    messages = [{ role = "user", content = "My brakes squeak." }]
    metadata = { team = "support" }
  }

  assert {
    condition     = output.id == "conv_1" && output.thread_id == "conv_1"
    error_message = "id and thread_id must be the conversation's id."
  }

  assert {
    condition     = output.thread_created_at == 1760000000 && output.thread_metadata == tomap({ team = "support" })
    error_message = "thread_created_at and thread_metadata must be the conversation's."
  }

  assert {
    condition     = output.item_ids == tolist(["msg_1"]) && output.items_count == 3
    error_message = "item_ids and items_count must be the conversation's."
  }

  assert {
    condition     = openai_thread.this.delete_items == false && openai_thread.this.deletion_protection == false
    error_message = "Items must be kept, and the conversation not protected, by default."
  }
}
