# The outputs.
mock_provider "openai" {
  mock_resource "openai_external_storage" {
    defaults = {
      id         = "extstorage_1"
      region     = "us-east-1"
      geography  = "US"
      status     = "validated"
      created_at = 1760000000
    }
  }
}

run "outputs" {
  variables {
    project_id = "proj_1"
    type       = "aws"
    bucket     = "acme-records"
    role_arn   = "arn:aws:iam::111122223333:role/OpenAIStorage"
  }

  assert {
    condition     = output.id == "extstorage_1" && output.status == "validated" && output.created_at == 1760000000
    error_message = "id, status and created_at must be the registration's."
  }

  assert {
    condition     = output.region == "us-east-1" && output.geography == "US" && openai_external_storage.this.validate
    error_message = "region and geography must be the registration's, which is to be validated."
  }
}
