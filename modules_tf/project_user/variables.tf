variable "project_id" {
  description = "Id of the project (proj_...). Another one plans another membership."
  type        = string
  nullable    = false
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
    condition     = var.email == null ? true : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.email))
    error_message = "email: this is no mail address."
  }
}

variable "role" {
  description = "Role in the project: owner, member, or name or id of a custom role of the project."
  type        = string
  default     = "member"
  nullable    = false

  validation {
    condition     = trimspace(var.role) != ""
    error_message = "role: must not be blank; leave it out for a member."
  }
}

variable "allow_pending" {
  description = "Whether somebody who has not joined the organization yet is no error: the membership is pending, and the first run after they joined adds them."
  type        = bool
  default     = false
  nullable    = false
}
