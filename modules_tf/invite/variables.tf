variable "email" {
  description = "Address of the person. Letter case does not count."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.email))
    error_message = "email: this is no mail address."
  }
}

variable "role" {
  description = "Role in the organization: owner or reader. Counts until the invite is accepted; afterwards see organization_users."
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
    condition     = var.projects == null ? true : alltrue([for each in var.projects : contains(["owner", "member"], each.role)])
    error_message = "projects: the role of each must be owner or member."
  }
}

variable "resend_limit" {
  description = "How often an invite that expired is sent again."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.resend_limit >= 0 && floor(var.resend_limit) == var.resend_limit
    error_message = "resend_limit: must be a whole number, 0 or more."
  }
}
