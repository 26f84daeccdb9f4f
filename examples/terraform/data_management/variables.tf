variable "model" {
  description = "Model that judges the reviews."
  type        = string
  default     = "gpt-5.6-luna"
}

variable "store_days" {
  description = "Days after its last use on which the store expires."
  type        = number
  default     = 30
}

variable "multipart_threshold" {
  description = "Bytes above which a file is sent in parts."
  type        = number
  default     = 64000000
}

variable "results_file" {
  description = "File that the answers are written to."
  type        = string
  default     = "reviews.jsonl"
}
