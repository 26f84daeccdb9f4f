resource "openai_project_certificates" "research" {
  project_id      = openai_project.research.id
  certificate_ids = [openai_certificate.laptops.id]
}

import {
  to = openai_project_certificates.research
  id = "proj_abc123"
}
