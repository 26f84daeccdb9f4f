# The outputs, and which resources there are.
mock_provider "openai" {
  mock_resource "openai_group" {
    defaults = {
      id              = "group_1"
      is_scim_managed = false
      group_type      = "group"
      created_at      = 1760000000
    }
  }
}

run "outputs" {
  variables {
    name = "Engineers"
  }

  assert {
    condition     = output.id == "group_1" && output.group_id == "group_1" && output.name == "Engineers"
    error_message = "id, group_id and name must be the group's."
  }

  assert {
    condition     = output.group_type == "group" && !output.is_scim_managed && output.created_at == 1760000000
    error_message = "group_type, is_scim_managed and created_at must be the group's."
  }

  assert {
    condition     = length(openai_group_users.this) == 0 && length(openai_group_roles.this) == 0
    error_message = "Members and roles that are not given must be left alone."
  }

  assert {
    condition     = length(output.pending_members) == 0
    error_message = "Without members nobody is pending."
  }
}

run "outputs_of_members" {
  variables {
    name          = "Engineers"
    members       = ["eve@example.com"]
    project_roles = [{ project_id = "proj_1", role = "Tester" }]
    exclusive     = true
  }

  override_resource {
    target = openai_group_users.this[0]
    values = { pending = ["eve@example.com"] }
  }

  assert {
    condition     = output.pending_members == tolist(["eve@example.com"]) && openai_group_users.this[0].allow_pending
    error_message = "pending_members must be those of the resource."
  }

  assert {
    condition     = openai_group_users.this[0].exclusive && openai_group_roles.this[0].exclusive
    error_message = "exclusive must count for members and roles."
  }
}
