# A certificate that is active in the whole organization. Needs OPENAI_ADMIN_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

variable "certificate" {
  description = "PEM text of the certificate."
  type        = string
}

module "laptops" {
  source      = "../.."
  name        = "laptops"
  certificate = var.certificate
}

module "acme" {
  source       = "../../../organization_settings"
  certificates = [module.laptops.certificate_id]
}

output "expires_at" {
  value = module.laptops.expires_at
}
