resource "openai_organization_certificates" "all" {
  certificate_ids = [openai_certificate.laptops.id]
}

import {
  to = openai_organization_certificates.all
  id = "organization"
}
