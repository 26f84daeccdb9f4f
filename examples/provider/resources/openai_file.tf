resource "openai_file" "handbook" {
  content  = "Wear a helmet."
  filename = "handbook.md"
  purpose  = "user_data"
}

import {
  to = openai_file.handbook
  id = "file-abc123"
}
