variable "model" {
  description = "Model that answers."
  type        = string
  default     = "gpt-5.6-terra"
}

variable "instructions" {
  description = "What the assistant is to do."
  type        = string
  default     = "Answer in one sentence."
}
