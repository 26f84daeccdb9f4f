resource "openai_certificate" "laptops" {
  name        = "laptops"
  certificate = file("${path.module}/laptops.pem")

  lifecycle {
    create_before_destroy = true
  }
}

import {
  to = openai_certificate.laptops
  id = "cert_abc123"
}
