resource "openai_vector_store" "manuals" {
  name          = "Manuals"
  expires_after = { days = 7 }

  folder = {
    path    = "${path.module}/manuals"
    include = ["**/*.md", "**/*.pdf"]
  }

  files = {
    handbook = { file_id = openai_file.handbook.id }
  }
}

import {
  to = openai_vector_store.manuals
  id = "vs_abc123"
}
