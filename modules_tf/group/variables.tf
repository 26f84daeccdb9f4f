variable "name" {
  description = "Name of the group."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: must be a name that is not blank."
  }
}

variable "from_identity_provider" {
  description = "Whether an identity provider (SCIM) manages the group: it is found by its name, and never made, changed or deleted."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. What its members have through it ends. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}

variable "members" {
  description = "Addresses or ids of the members. The order does not count. A group that an identity provider manages is never changed: members that differ are refused."
  type        = list(string)
  default     = null

  validation {
    condition     = var.members == null ? true : alltrue([for member in var.members : trimspace(member) != ""])
    error_message = "members: each must be an address or the id of a person."
  }
}

variable "roles" {
  description = "Name or id of each role in the organization. The order does not count."
  type        = list(string)
  default     = null
}

variable "project_roles" {
  description = "Roles in projects, beside those that membership gives. The order does not count."
  type = list(object({
    project_id = string
    role       = string
  }))
  default = null
}

variable "exclusive" {
  description = "Whether members and roles are all there are, and project_roles in each project that they name: others are removed. Without it, others stay as they are."
  type        = bool
  default     = false
  nullable    = false
}
