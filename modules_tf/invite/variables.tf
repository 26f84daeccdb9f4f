# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "email" {
  description = "Address of the person. Letter case does not count."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(?:[^@\\s]+@[^@\\s]+\\.[^@\\s]+)$", var.email))
    error_message = "email: must be a mail address."
  }
}

variable "role" {
  description = "Role in the organization: owner or reader. It counts until the invite is accepted; afterwards see openai_organization_user."
  type        = string
  default     = "reader"
  nullable    = false

  validation {
    condition     = contains(["owner", "reader"], var.role)
    error_message = "role: must be owner or reader."
  }
}

variable "projects" {
  description = "Projects that the person is a member of on acceptance. Unset: the default project. An empty list: none."
  type = list(object({
    project_id = string
    role       = optional(string, "member")
  }))
  default = null

  validation {
    condition     = var.projects == null ? true : alltrue([for project in var.projects : contains(["owner", "member"], project.role)])
    error_message = "projects: role must be owner or member."
  }
}

variable "resend_limit" {
  description = "How often an invite that expired is sent again."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = floor(var.resend_limit) == var.resend_limit && var.resend_limit >= 0
    error_message = "resend_limit: must be a whole number, at least 0."
  }
}
