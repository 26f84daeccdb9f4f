# The outputs are those of the person.
mock_provider "openai" {
  mock_resource "openai_organization_user" {
    defaults = {
      id              = "user-1"
      user_id         = "user-1"
      name            = "Ada"
      added_at        = 1760000000
      is_scim_managed = false
    }
  }
}

run "outputs" {
  variables {
    email = "ada@example.com"
    role  = "owner"
  }

  assert {
    condition     = output.id == "user-1" && output.user_id == "user-1" && output.email == "ada@example.com"
    error_message = "id, user_id and email must be those of the person."
  }

  assert {
    condition     = output.name == "Ada" && output.role == "owner" && output.added_at == 1760000000 && output.is_scim_managed == false
    error_message = "name, role, added_at and is_scim_managed must be those of the person."
  }
}
