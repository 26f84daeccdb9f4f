# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "name" {
  description = "Name of the provider, unique in the organization."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: must be a name that is not blank."
  }
}

variable "type" {
  description = "Kind of the provider: oidc, the only one there is."
  type        = string
  default     = "oidc"
  nullable    = false

  validation {
    condition     = var.type == "oidc"
    error_message = "type: must be oidc."
  }
}

variable "issuer" {
  description = "Who issues the tokens, as their claim iss has it, such as https://token.actions.githubusercontent.com."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.issuer) != ""
    error_message = "issuer: must be an issuer that is not blank."
  }
}

variable "audience" {
  description = "Whom the tokens are made for, as their claim aud has it."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.audience) != ""
    error_message = "audience: must be an audience that is not blank."
  }
}

variable "description" {
  description = "What the provider is for."
  type        = string
  default     = null

  validation {
    condition     = var.description == null ? true : trimspace(var.description) != ""
    error_message = "description: must be text that is not blank."
  }
}

variable "enabled" {
  description = "Whether its tokens are taken. What they were exchanged for lives on."
  type        = bool
  default     = true
  nullable    = false
}

variable "verification" {
  description = "How tokens are verified."
  type = object({
    type          = string
    discovery_url = optional(string)
    jwks          = optional(string)
  })
  default  = { type = "discovery" }
  nullable = false

  validation {
    condition     = var.verification.type == "discovery" ? var.verification.jwks == null : true
    error_message = "verification: with type discovery, jwks must not be given."
  }

  validation {
    condition     = var.verification.type == "uploaded_jwks" ? var.verification.jwks != null : true
    error_message = "verification: with type uploaded_jwks, jwks must be given."
  }

  validation {
    condition     = var.verification.type == "uploaded_jwks" ? var.verification.discovery_url == null : true
    error_message = "verification: with type uploaded_jwks, discovery_url must not be given."
  }

  validation {
    condition     = contains(["discovery", "uploaded_jwks"], var.verification.type)
    error_message = "verification: type must be discovery or uploaded_jwks."
  }

  validation {
    condition     = var.verification.discovery_url == null ? true : can(regex("^(?:https://\\S+)$", var.verification.discovery_url))
    error_message = "verification: discovery_url must be an https address."
  }

  validation {
    condition     = var.verification.jwks == null ? true : can(keys(jsondecode(var.verification.jwks)))
    error_message = "verification: jwks must be a JSON object; write it with jsonencode()."
  }
}

variable "attribute_transformations" {
  description = "Attributes that are derived from a token's claims, for federation rules to match."
  type = list(object({
    attribute  = string
    expression = string
  }))
  default  = []
  nullable = false

  validation {
    condition     = length(var.attribute_transformations) <= 20
    error_message = "attribute_transformations: must have a length of 20 or less."
  }

  validation {
    condition     = alltrue([for attribute_transformation in var.attribute_transformations : can(regex("^(?:openai\\..+)$", attribute_transformation.attribute))])
    error_message = "attribute_transformations: attribute must be a name such as openai.repository."
  }

  validation {
    condition     = alltrue([for attribute_transformation in var.attribute_transformations : length(attribute_transformation.attribute) <= 256])
    error_message = "attribute_transformations: attribute must have a length of 256 or less."
  }

  validation {
    condition     = alltrue([for attribute_transformation in var.attribute_transformations : trimspace(attribute_transformation.expression) != ""])
    error_message = "attribute_transformations: expression must be an expression."
  }

  validation {
    condition     = alltrue([for attribute_transformation in var.attribute_transformations : length(attribute_transformation.expression) <= 4096])
    error_message = "attribute_transformations: expression must have a length of 4096 or less."
  }
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Without it, workloads that signed in by it cannot. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}
