# The outputs under their short and their long names.
mock_provider "openai" {
  mock_resource "openai_project" {
    defaults = {
      id         = "proj_1"
      status     = "active"
      created_at = 1760000000
    }
  }
}

run "outputs" {
  variables {
    name                = "Research"
    deletion_protection = null
  }

  assert {
    condition     = output.id == "proj_1" && output.project_id == "proj_1"
    error_message = "id and project_id must be the project's id."
  }

  assert {
    condition     = output.name == "Research" && output.project_name == "Research"
    error_message = "name and project_name must be the project's name."
  }

  assert {
    condition     = output.status == "active" && output.project_status == "active"
    error_message = "status and project_status must be the project's status."
  }

  assert {
    condition     = output.created_at == 1760000000 && output.project_created_at == 1760000000
    error_message = "created_at and project_created_at must be the time of creation."
  }

  assert {
    condition     = openai_project.this.deletion_protection == false
    error_message = "A deletion_protection of null must count as false."
  }
}

run "outputs_of_settings" {
  variables {
    name        = "Research"
    members     = { "eve@example.com" = "member" }
    spend_limit = { threshold_amount = 100 }
  }

  override_resource {
    target = openai_project_users.this[0]
    values = { pending = ["eve@example.com"] }
  }

  override_resource {
    target = openai_project_spend_limit.this[0]
    values = { enforcement_status = "inactive" }
  }

  assert {
    condition     = output.pending_members == tolist(["eve@example.com"]) && output.spend_limit_status == "inactive"
    error_message = "pending_members and spend_limit_status must be those of the resources."
  }
}
