variable "project_name" {
  description = "Name of the project."
  type        = string
  default     = "Web Shop"
}

variable "keys_folder" {
  description = "Folder that the keys are written to, each into a file that only you can read."
  type        = string
  default     = "keys"
}

variable "limits" {
  description = "Requests a minute by model."
  type        = map(number)
  default     = { "gpt-5.6-terra" = 100 }
}

variable "personal_keys" {
  description = "Keys that people have made, by a name of your own."
  type        = map(object({ project_id = string, api_key_id = string }))
  default     = {}
}
