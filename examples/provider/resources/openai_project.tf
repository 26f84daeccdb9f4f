resource "openai_project" "research" {
  name                = "Research"
  residency           = "EU_STORAGE_PROCESSING"
  deletion_protection = true
}

import {
  to = openai_project.research
  id = "proj_abc123"
}
