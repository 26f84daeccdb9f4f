resource "openai_group_users" "engineers" {
  group_id  = openai_group.engineers.id
  members   = ["ada@example.com", "bo@example.com"]
  exclusive = true # whoever else is in the group is removed
}

# After the id of the group, what is to be true: allow_pending, exclusive.
import {
  to = openai_group_users.engineers
  id = "group_abc123/exclusive"
}
