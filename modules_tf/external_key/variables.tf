# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "name" {
  description = "Name of the registration, as people see it."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "name: must be a name that is not blank."
  }
}

variable "type" {
  description = "Cloud of the key: aws, gcp, azure or oci."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["aws", "gcp", "azure", "oci"], var.type)
    error_message = "type: must be one of aws, gcp, azure, oci."
  }
}

variable "purpose" {
  description = "ekm, to encrypt what projects keep, or psp_decryption."
  type        = string
  default     = "ekm"
  nullable    = false

  validation {
    condition     = contains(["ekm", "psp_decryption"], var.purpose)
    error_message = "purpose: must be ekm or psp_decryption."
  }
}

variable "kms_arn" {
  description = "AWS: ARN of the master key."
  type        = string
  default     = null

  validation {
    condition     = var.kms_arn == null ? true : trimspace(var.kms_arn) != ""
    error_message = "kms_arn: must be text that is not blank."
  }
}

variable "role_arn" {
  description = "AWS: ARN of the role that OpenAI assumes to call the key management service."
  type        = string
  default     = null

  validation {
    condition     = var.role_arn == null ? true : trimspace(var.role_arn) != ""
    error_message = "role_arn: must be text that is not blank."
  }
}

variable "external_id" {
  description = "AWS: external id that OpenAI names when it assumes the role: the id of the organization, or of one of its projects."
  type        = string
  default     = null

  validation {
    condition     = var.external_id == null ? true : can(regex("^(?:(org-|proj_)[A-Za-z0-9_-]+)$", var.external_id))
    error_message = "external_id: must be the id of an organization or of a project."
  }
}

variable "kms_project_id" {
  description = "Google Cloud: name of the project in which the key management service is."
  type        = string
  default     = null

  validation {
    condition     = var.kms_project_id == null ? true : trimspace(var.kms_project_id) != ""
    error_message = "kms_project_id: must be text that is not blank."
  }
}

variable "kms_key_location" {
  description = "Google Cloud: region of the master key."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_location == null ? true : trimspace(var.kms_key_location) != ""
    error_message = "kms_key_location: must be text that is not blank."
  }
}

variable "kms_key_ring_name" {
  description = "Google Cloud: key ring of the master key."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_ring_name == null ? true : trimspace(var.kms_key_ring_name) != ""
    error_message = "kms_key_ring_name: must be text that is not blank."
  }
}

variable "kms_key_name" {
  description = "Google Cloud: name of the master key."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_name == null ? true : trimspace(var.kms_key_name) != ""
    error_message = "kms_key_name: must be text that is not blank."
  }
}

variable "workload_identity_project_number" {
  description = "Google Cloud: number of the project with the workload identity provider."
  type        = string
  default     = null

  validation {
    condition     = var.workload_identity_project_number == null ? true : trimspace(var.workload_identity_project_number) != ""
    error_message = "workload_identity_project_number: must be text that is not blank."
  }
}

variable "workload_identity_pool_id" {
  description = "Google Cloud: pool of the workload identity provider."
  type        = string
  default     = null

  validation {
    condition     = var.workload_identity_pool_id == null ? true : trimspace(var.workload_identity_pool_id) != ""
    error_message = "workload_identity_pool_id: must be text that is not blank."
  }
}

variable "workload_identity_provider_id" {
  description = "Google Cloud: workload identity provider that is registered for OpenAI."
  type        = string
  default     = null

  validation {
    condition     = var.workload_identity_provider_id == null ? true : trimspace(var.workload_identity_provider_id) != ""
    error_message = "workload_identity_provider_id: must be text that is not blank."
  }
}

variable "audience" {
  description = "Google Cloud: audience of the tokens that OpenAI shows: the id of the organization, or of one of its projects."
  type        = string
  default     = null

  validation {
    condition     = var.audience == null ? true : can(regex("^(?:(org-|proj_)[A-Za-z0-9_-]+)$", var.audience))
    error_message = "audience: must be the id of an organization or of a project."
  }
}

variable "tenant_id" {
  description = "Azure: id of the tenant."
  type        = string
  default     = null

  validation {
    condition     = var.tenant_id == null ? true : trimspace(var.tenant_id) != ""
    error_message = "tenant_id: must be text that is not blank."
  }
}

variable "vault_uri" {
  description = "Azure: address of the vault with the master key."
  type        = string
  default     = null

  validation {
    condition     = var.vault_uri == null ? true : trimspace(var.vault_uri) != ""
    error_message = "vault_uri: must be text that is not blank."
  }
}

variable "key_name" {
  description = "Azure: name of the master key."
  type        = string
  default     = null

  validation {
    condition     = var.key_name == null ? true : trimspace(var.key_name) != ""
    error_message = "key_name: must be text that is not blank."
  }
}

variable "region" {
  description = "Oracle Cloud: region of the vault."
  type        = string
  default     = null

  validation {
    condition     = var.region == null ? true : trimspace(var.region) != ""
    error_message = "region: must be text that is not blank."
  }
}

variable "vault_ocid" {
  description = "Oracle Cloud: OCID of the vault."
  type        = string
  default     = null

  validation {
    condition     = var.vault_ocid == null ? true : trimspace(var.vault_ocid) != ""
    error_message = "vault_ocid: must be text that is not blank."
  }
}

variable "key_ocid" {
  description = "Oracle Cloud: OCID of the master key."
  type        = string
  default     = null

  validation {
    condition     = var.key_ocid == null ? true : trimspace(var.key_ocid) != ""
    error_message = "key_ocid: must be text that is not blank."
  }
}

variable "kms_key_version" {
  description = "Google Cloud: exact version of the key, for psp_decryption alone."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_version == null ? true : trimspace(var.kms_key_version) != ""
    error_message = "kms_key_version: must be text that is not blank."
  }
}

variable "key_version" {
  description = "Azure: exact version of the key, for psp_decryption alone."
  type        = string
  default     = null

  validation {
    condition     = var.key_version == null ? true : trimspace(var.key_version) != ""
    error_message = "key_version: must be text that is not blank."
  }
}

variable "key_version_ocid" {
  description = "Oracle Cloud: exact version of the key, for psp_decryption alone."
  type        = string
  default     = null

  validation {
    condition     = var.key_version_ocid == null ? true : trimspace(var.key_version_ocid) != ""
    error_message = "key_version_ocid: must be text that is not blank."
  }
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. What projects keep is encrypted with this key. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}
