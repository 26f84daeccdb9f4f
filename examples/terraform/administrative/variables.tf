variable "prefix" {
  description = "What the names of project, group and role begin with."
  type        = string
  default     = "Acme"
}

variable "models" {
  description = "Models that the project may use."
  type        = list(string)
  default     = ["gpt-5.6-terra"]
}

variable "monthly_limit" {
  description = "What the project may spend in a month, in US cents."
  type        = number
  default     = 50000
}

variable "alert_recipient" {
  description = "Address that is written to at 80 % of it."
  type        = string
  default     = "research@example.com"
}

variable "invites" {
  description = "Role in the organization (owner or reader) by address of those who are invited."
  type        = map(string)
  default     = { "eve@example.com" = "reader" }
}

variable "people" {
  description = "Role in the organization by address of those who have joined."
  type        = map(string)
  default     = {}
}
