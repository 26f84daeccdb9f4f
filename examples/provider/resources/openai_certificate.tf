variable "laptops_certificate" {
  description = "The public certificate, in PEM"
  type        = string
}

resource "openai_certificate" "laptops" {
  name        = "laptops"
  certificate = var.laptops_certificate

  lifecycle {
    create_before_destroy = true
  }
}

import {
  to = openai_certificate.laptops
  id = "cert_abc123"
}
