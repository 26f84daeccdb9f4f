resource "openai_external_storage" "records" {
  project_id = openai_project.private.id
  type       = "aws"
  bucket     = "arn:aws:s3:::acme-records"
  role_arn   = "arn:aws:iam::111122223333:role/OpenAIStorage"

  lifecycle {
    create_before_destroy = true
  }
}

resource "openai_project" "private" {
  name = "Private"
}

import {
  to = openai_external_storage.records
  id = "extstorage_abc123"
}
