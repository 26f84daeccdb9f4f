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

variable "type" {
  description = "Cloud of the storage: aws, gcp, azure or oci."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["aws", "gcp", "azure", "oci"], var.type)
    error_message = "type: must be one of aws, gcp, azure, oci."
  }
}

variable "bucket" {
  description = "AWS: name of the bucket, or its ARN. Google Cloud and Oracle Cloud: name of the bucket."
  type        = string
  default     = null

  validation {
    condition     = var.bucket == null ? true : trimspace(var.bucket) != ""
    error_message = "bucket: must be text that is not blank."
  }
}

variable "role_arn" {
  description = "AWS: ARN of the role that OpenAI assumes, with the id of the project as external id."
  type        = string
  default     = null

  validation {
    condition     = var.role_arn == null ? true : can(regex("^(?:arn:aws[a-z-]*:iam::\\d+:role/\\S+)$", var.role_arn))
    error_message = "role_arn: must be the ARN of a role."
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

variable "tenant_id" {
  description = "Azure: id of the tenant."
  type        = string
  default     = null

  validation {
    condition     = var.tenant_id == null ? true : trimspace(var.tenant_id) != ""
    error_message = "tenant_id: must be text that is not blank."
  }
}

variable "subscription_id" {
  description = "Azure: id of the subscription."
  type        = string
  default     = null

  validation {
    condition     = var.subscription_id == null ? true : trimspace(var.subscription_id) != ""
    error_message = "subscription_id: must be text that is not blank."
  }
}

variable "resource_group" {
  description = "Azure: resource group of the storage account."
  type        = string
  default     = null

  validation {
    condition     = var.resource_group == null ? true : trimspace(var.resource_group) != ""
    error_message = "resource_group: must be text that is not blank."
  }
}

variable "account_name" {
  description = "Azure: name of the storage account."
  type        = string
  default     = null

  validation {
    condition     = var.account_name == null ? true : trimspace(var.account_name) != ""
    error_message = "account_name: must be text that is not blank."
  }
}

variable "container" {
  description = "Azure: name of the container."
  type        = string
  default     = null

  validation {
    condition     = var.container == null ? true : trimspace(var.container) != ""
    error_message = "container: must be text that is not blank."
  }
}

variable "region" {
  description = "Oracle Cloud: region of the bucket. Elsewhere the API finds it out."
  type        = string
  default     = null

  validation {
    condition     = var.region == null ? true : trimspace(var.region) != ""
    error_message = "region: must be text that is not blank."
  }
}

variable "tenancy_ocid" {
  description = "Oracle Cloud: OCID of the tenancy."
  type        = string
  default     = null

  validation {
    condition     = var.tenancy_ocid == null ? true : trimspace(var.tenancy_ocid) != ""
    error_message = "tenancy_ocid: must be text that is not blank."
  }
}

variable "validate" {
  description = "Have the API try the storage when it is registered, and again where it is not validated. With storage that the API can use, the project has Zero Data Retention with Private Safety Processing from then on. False registers it and leaves the project as it is."
  type        = bool
  default     = true
  nullable    = false
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Without its last storage, a project has the data retention of the organization. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}
