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
  description = "Role in the organization: owner or reader. Unset leaves it as it is."
  type        = string
  default     = null

  validation {
    condition     = var.role == null ? true : contains(["owner", "reader"], var.role)
    error_message = "role: must be owner or reader."
  }
}

variable "technical_level" {
  description = "What the person said of their skill. Unset leaves it as it is."
  type        = string
  default     = null
}

variable "developer_persona" {
  description = "What the person said of their work. Unset leaves it as it is."
  type        = string
  default     = null
}

variable "remove_on_destroy" {
  description = "Whether destroying removes the person from the organization, with their keys and memberships. Otherwise they stay."
  type        = bool
  default     = false
  nullable    = false
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
  description = "Whether these roles, in the organization and in each project named, are all: others are removed. Without it, others stay as they are."
  type        = bool
  default     = false
  nullable    = false
}
