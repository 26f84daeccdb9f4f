variable "slogan" {
  description = "The text that everything is made of."
  type        = string
  default     = "Good morning. You have reached Acme Cycles."
}

variable "image_model" {
  description = "Model that draws."
  type        = string
  default     = "gpt-image-2.6-flare"
}

variable "output_dir" {
  description = "Folder that pictures and sound are written to."
  type        = string
  default     = "results"
}
