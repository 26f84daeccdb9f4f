# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "project_id" {
  description = "Id of the project (proj_...). Another one plans another object."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.project_id) >= 1
    error_message = "project_id: must not be empty."
  }
}

variable "user_id" {
  description = "Id of the person (user-...). Give this or email."
  type        = string
  default     = null
}

variable "email" {
  description = "Address of the person, in any letter case. Give this or user_id."
  type        = string
  default     = null

  validation {
    condition     = var.email == null ? true : can(regex("^(?:[^@\\s]+@[^@\\s]+\\.[^@\\s]+)$", var.email))
    error_message = "email: must be a mail address."
  }
}

variable "role" {
  description = "Role in the project: owner, member, or name or id of a custom role of the project."
  type        = string
  default     = "member"
  nullable    = false

  validation {
    condition     = trimspace(var.role) != ""
    error_message = "role: must be the name or id of a role."
  }
}

variable "allow_pending" {
  description = "Accept people who have not joined the organization yet: the membership is pending, and the first run after the person joined adds them."
  type        = bool
  default     = false
  nullable    = false
}
