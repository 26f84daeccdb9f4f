resource "openai_organization_spend_limit" "this" {
  threshold_amount = 1000000
}

import {
  to = openai_organization_spend_limit.this
  id = "organization"
}
