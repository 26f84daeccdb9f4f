# The outputs are those of the membership.
mock_provider "openai" {
  mock_resource "openai_project_user" {
    defaults = {
      id       = "proj_1/user-1"
      user_id  = "user-1"
      name     = "Ada"
      status   = "active"
      added_at = 1760000000
    }
  }
}

run "outputs" {
  variables {
    project_id = "proj_1"
    email      = "ada@example.com"
    role       = "owner"
  }

  assert {
    condition     = output.id == "proj_1/user-1" && output.user_id == "user-1" && output.email == "ada@example.com"
    error_message = "id, user_id and email must be those of the membership."
  }

  assert {
    condition     = output.name == "Ada" && output.role == "owner" && output.status == "active" && output.added_at == 1760000000
    error_message = "name, role, status and added_at must be those of the membership."
  }
}
