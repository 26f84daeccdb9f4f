resource "openai_organization_data_retention" "this" {
  retention_type = "zero_data_retention"
}

import {
  to = openai_organization_data_retention.this
  id = "organization"
}
