# The outputs; the text is none of them.
mock_provider "openai" {
  mock_resource "openai_certificate" {
    defaults = {
      id         = "cert_1"
      valid_at   = 1760000000
      expires_at = 1790000000
      created_at = 1760000001
    }
  }
}

run "outputs" {
  variables {
    name        = "laptops"
    certificate = <<-EOT
      -----BEGIN CERTIFICATE-----
      MIIB
      -----END CERTIFICATE-----
    EOT
  }

  assert {
    condition     = output.id == "cert_1" && output.certificate_id == "cert_1" && output.name == "laptops"
    error_message = "id, certificate_id and name must be the certificate's."
  }

  assert {
    condition     = output.valid_at == 1760000000 && output.expires_at == 1790000000 && output.created_at == 1760000001
    error_message = "valid_at, expires_at and created_at must be the certificate's."
  }
}
