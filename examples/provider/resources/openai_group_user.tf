resource "openai_group_user" "ada" {
  group_id = openai_group.engineers.id
  email    = "ada@example.com"
}

import {
  to = openai_group_user.ada
  id = "group_abc123/user-abc123"
}
