resource "openai_organization_user" "ada" {
  email = "ada@example.com"
  role  = "owner"
}

import {
  to = openai_organization_user.ada
  id = "ada@example.com"
}
