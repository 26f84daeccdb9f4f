variable "name" {
  description = "Name of the project, as people see it. The API does not ask for it to be unique."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: a project needs a name that is not blank."
  }
}

variable "external_key_id" {
  description = "Id of the customer-managed encryption key of the project. Unset leaves the key as it is."
  type        = string
  default     = null
}

variable "residency" {
  description = "Region that stores (and for some regions processes) the project's data, such as EU_STORAGE_PROCESSING. Only set when the project is created: another value plans a new project."
  type        = string
  default     = null

  validation {
    condition     = var.residency == null ? true : can(regex("^[A-Z]+(_[A-Z]+)*$", var.residency))
    error_message = "residency: write the region as the API does, in capitals, such as GLOBAL, US_STORAGE_PROCESSING or JP_STORAGE."
  }
}

variable "deletion_protection" {
  description = "Refuse every plan that would archive the project. Archiving is final: the API has no way back."
  type        = bool
  default     = false
  nullable    = false
}
