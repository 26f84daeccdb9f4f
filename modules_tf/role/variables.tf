# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "project_id" {
  description = "Id of the project (proj_...) whose role it is. Unset: a role of the organization. Another one plans another object."
  type        = string
  default     = null

  validation {
    condition     = var.project_id == null ? true : length(var.project_id) >= 1
    error_message = "project_id: must not be empty."
  }
}

variable "name" {
  description = "Name of the role; unique at its level, letter case does not count."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: must be a name that is not blank."
  }
}

variable "description" {
  description = "What the role is for."
  type        = string
  default     = null
}

variable "permissions" {
  description = "What the role permits, such as api.model.read. One that no role of the API has is refused."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.permissions) >= 1
    error_message = "permissions: must not be empty."
  }
}

variable "allow_unknown_permissions" {
  description = "Accept permissions that no role of the API has, as it may have new ones."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Its assignments end with it. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}
