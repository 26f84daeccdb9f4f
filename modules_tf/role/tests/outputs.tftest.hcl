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
    condition     = output.id == "proj_1/role_1" && output.role_id == "role_1" && openai_role.this.project_id == "proj_1"
    error_message = "id and role_id must be the role's, and the project the one given."
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
    condition     = openai_role.this.project_id == null && output.name == "Auditor"
    error_message = "A role without a project is one of the organization."
  }
}
