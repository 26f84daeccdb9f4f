# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "name" {
  description = "Name of the certificate."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: must be a name."
  }
}

variable "certificate" {
  description = "The certificate as PEM text: one, and no private key. Another one plans another object."
  type        = string
  nullable    = false
  sensitive   = true

  validation {
    condition     = can(regex("^(?:\\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----\\s*)$", var.certificate))
    error_message = "certificate: must be one certificate as PEM text, without a private key."
  }
}
