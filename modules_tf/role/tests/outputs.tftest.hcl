# The outputs of a role at each level.
mock_provider "openai" {
  mock_resource "openai_role" {
    defaults = {
      id            = "proj_1/role_1"
      role_id       = "role_1"
      resource_type = "api.project"
    }
  }
}

run "outputs" {
  variables {
    name        = "Tester"
    project_id  = "proj_1"
    permissions = ["api.model.read"]
  }

  assert {
    condition     = output.id == "proj_1/role_1" && output.role_id == "role_1" && output.project_id == "proj_1"
    error_message = "id, role_id and project_id must be the role's."
  }

  assert {
    condition     = output.name == "Tester" && output.resource_type == "api.project"
    error_message = "name and resource_type must be the role's."
  }
}

run "outputs_of_the_organization" {
  variables {
    name        = "Auditor"
    permissions = ["api.usage.read"]
  }

  assert {
    condition     = output.project_id == null && output.permissions == toset(["api.usage.read"])
    error_message = "A role without a project is one of the organization."
  }
}
