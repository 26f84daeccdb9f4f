resource "openai_group" "engineers" {
  name = "Engineers"
}

import {
  to = openai_group.engineers
  id = "group_abc123"
}
