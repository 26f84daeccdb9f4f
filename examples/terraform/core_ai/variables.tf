variable "model" {
  description = "Model that answers."
  type        = string
  default     = "gpt-5.6-terra"
}

variable "question" {
  description = "What the second answer is about."
  type        = string
  default     = "Which oil do hydraulic brakes take?"
}

variable "texts" {
  description = "Texts that become vectors, by a key of your own."
  type        = map(string)
  default = {
    warranty = "How long is the warranty?"
    returns  = "How do I return a bicycle?"
  }
}
