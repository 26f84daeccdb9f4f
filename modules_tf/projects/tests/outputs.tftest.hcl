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
