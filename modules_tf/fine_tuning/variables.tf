# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
variable "model" {
  description = "Model to tune, such as gpt-4o-mini or the id of a fine-tuned model."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.model) != ""
    error_message = "model: must be the name of a model."
  }
}

variable "training_file" {
  description = "Id of the file to learn from, of purpose fine-tune."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.training_file) != ""
    error_message = "training_file: must be the id of a file."
  }
}

variable "validation_file" {
  description = "Id of the file to validate with, of purpose fine-tune."
  type        = string
  default     = null

  validation {
    condition     = var.validation_file == null ? true : trimspace(var.validation_file) != ""
    error_message = "validation_file: must be the id of a file."
  }
}

variable "training_file_path" {
  description = "Path of a local copy of the file of training_file. By it a plan checks the examples against the method, and reckons what the job costs, before the file is uploaded."
  type        = string
  default     = null

  validation {
    condition     = var.training_file_path == null ? true : trimspace(var.training_file_path) != ""
    error_message = "training_file_path: must be a path."
  }
}

variable "validation_file_path" {
  description = "Path of a local copy of the file of validation_file. By it a plan checks the examples against the method before the file is uploaded."
  type        = string
  default     = null

  validation {
    condition     = var.validation_file_path == null ? true : trimspace(var.validation_file_path) != ""
    error_message = "validation_file_path: must be a path."
  }
}

variable "method" {
  description = "How the model learns. Unset: supervised, with hyperparameters that the API chooses."
  type = object({
    type = string
    supervised = optional(object({
      hyperparameters = optional(object({
        n_epochs                 = optional(number)
        batch_size               = optional(number)
        learning_rate_multiplier = optional(number)
      }))
    }))
    dpo = optional(object({
      hyperparameters = optional(object({
        n_epochs                 = optional(number)
        batch_size               = optional(number)
        learning_rate_multiplier = optional(number)
        beta                     = optional(number)
      }))
    }))
    reinforcement = optional(object({
      grader = string
      hyperparameters = optional(object({
        n_epochs                 = optional(number)
        batch_size               = optional(number)
        learning_rate_multiplier = optional(number)
        reasoning_effort         = optional(string)
        compute_multiplier       = optional(number)
        eval_interval            = optional(number)
        eval_samples             = optional(number)
      }))
    }))
  })
  default = null

  validation {
    condition     = var.method == null ? true : var.method.type == "supervised" ? var.method.dpo == null && var.method.reinforcement == null : true
    error_message = "method: with type supervised, dpo or reinforcement must not be given."
  }

  validation {
    condition     = var.method == null ? true : var.method.type == "dpo" ? var.method.supervised == null && var.method.reinforcement == null : true
    error_message = "method: with type dpo, supervised or reinforcement must not be given."
  }

  validation {
    condition     = var.method == null ? true : var.method.type == "reinforcement" ? var.method.supervised == null && var.method.dpo == null : true
    error_message = "method: with type reinforcement, supervised or dpo must not be given."
  }

  validation {
    condition     = var.method == null ? true : var.method.type == "reinforcement" ? var.method.reinforcement != null : true
    error_message = "method: with type reinforcement, reinforcement must be given."
  }

  validation {
    condition     = var.method == null ? true : contains(["supervised", "dpo", "reinforcement"], var.method.type)
    error_message = "method: type must be one of supervised, dpo, reinforcement."
  }

  validation {
    condition     = var.method == null ? true : var.method.supervised == null ? true : var.method.supervised.hyperparameters == null ? true : var.method.supervised.hyperparameters.n_epochs == null ? true : floor(var.method.supervised.hyperparameters.n_epochs) == var.method.supervised.hyperparameters.n_epochs && var.method.supervised.hyperparameters.n_epochs >= 1 && var.method.supervised.hyperparameters.n_epochs <= 50
    error_message = "method: supervised.hyperparameters.n_epochs must be a whole number between 1 and 50."
  }

  validation {
    condition     = var.method == null ? true : var.method.supervised == null ? true : var.method.supervised.hyperparameters == null ? true : var.method.supervised.hyperparameters.batch_size == null ? true : floor(var.method.supervised.hyperparameters.batch_size) == var.method.supervised.hyperparameters.batch_size && var.method.supervised.hyperparameters.batch_size >= 1 && var.method.supervised.hyperparameters.batch_size <= 256
    error_message = "method: supervised.hyperparameters.batch_size must be a whole number between 1 and 256."
  }

  validation {
    condition     = var.method == null ? true : var.method.supervised == null ? true : var.method.supervised.hyperparameters == null ? true : var.method.supervised.hyperparameters.learning_rate_multiplier == null ? true : var.method.supervised.hyperparameters.learning_rate_multiplier >= 1e-09
    error_message = "method: supervised.hyperparameters.learning_rate_multiplier must be at least 1e-09."
  }

  validation {
    condition     = var.method == null ? true : var.method.dpo == null ? true : var.method.dpo.hyperparameters == null ? true : var.method.dpo.hyperparameters.n_epochs == null ? true : floor(var.method.dpo.hyperparameters.n_epochs) == var.method.dpo.hyperparameters.n_epochs && var.method.dpo.hyperparameters.n_epochs >= 1 && var.method.dpo.hyperparameters.n_epochs <= 50
    error_message = "method: dpo.hyperparameters.n_epochs must be a whole number between 1 and 50."
  }

  validation {
    condition     = var.method == null ? true : var.method.dpo == null ? true : var.method.dpo.hyperparameters == null ? true : var.method.dpo.hyperparameters.batch_size == null ? true : floor(var.method.dpo.hyperparameters.batch_size) == var.method.dpo.hyperparameters.batch_size && var.method.dpo.hyperparameters.batch_size >= 1 && var.method.dpo.hyperparameters.batch_size <= 256
    error_message = "method: dpo.hyperparameters.batch_size must be a whole number between 1 and 256."
  }

  validation {
    condition     = var.method == null ? true : var.method.dpo == null ? true : var.method.dpo.hyperparameters == null ? true : var.method.dpo.hyperparameters.learning_rate_multiplier == null ? true : var.method.dpo.hyperparameters.learning_rate_multiplier >= 1e-09
    error_message = "method: dpo.hyperparameters.learning_rate_multiplier must be at least 1e-09."
  }

  validation {
    condition     = var.method == null ? true : var.method.dpo == null ? true : var.method.dpo.hyperparameters == null ? true : var.method.dpo.hyperparameters.beta == null ? true : var.method.dpo.hyperparameters.beta >= 1e-09 && var.method.dpo.hyperparameters.beta <= 2
    error_message = "method: dpo.hyperparameters.beta must lie between 1e-09 and 2."
  }

  validation {
    condition     = var.method == null ? true : var.method.reinforcement == null ? true : can(keys(jsondecode(var.method.reinforcement.grader)))
    error_message = "method: reinforcement.grader must be a JSON object; write it with jsonencode()."
  }

  validation {
    condition     = var.method == null ? true : var.method.reinforcement == null ? true : var.method.reinforcement.hyperparameters == null ? true : var.method.reinforcement.hyperparameters.n_epochs == null ? true : floor(var.method.reinforcement.hyperparameters.n_epochs) == var.method.reinforcement.hyperparameters.n_epochs && var.method.reinforcement.hyperparameters.n_epochs >= 1 && var.method.reinforcement.hyperparameters.n_epochs <= 50
    error_message = "method: reinforcement.hyperparameters.n_epochs must be a whole number between 1 and 50."
  }

  validation {
    condition     = var.method == null ? true : var.method.reinforcement == null ? true : var.method.reinforcement.hyperparameters == null ? true : var.method.reinforcement.hyperparameters.batch_size == null ? true : floor(var.method.reinforcement.hyperparameters.batch_size) == var.method.reinforcement.hyperparameters.batch_size && var.method.reinforcement.hyperparameters.batch_size >= 1 && var.method.reinforcement.hyperparameters.batch_size <= 256
    error_message = "method: reinforcement.hyperparameters.batch_size must be a whole number between 1 and 256."
  }

  validation {
    condition     = var.method == null ? true : var.method.reinforcement == null ? true : var.method.reinforcement.hyperparameters == null ? true : var.method.reinforcement.hyperparameters.learning_rate_multiplier == null ? true : var.method.reinforcement.hyperparameters.learning_rate_multiplier >= 1e-09
    error_message = "method: reinforcement.hyperparameters.learning_rate_multiplier must be at least 1e-09."
  }

  validation {
    condition     = var.method == null ? true : var.method.reinforcement == null ? true : var.method.reinforcement.hyperparameters == null ? true : var.method.reinforcement.hyperparameters.reasoning_effort == null ? true : contains(["default", "low", "medium", "high"], var.method.reinforcement.hyperparameters.reasoning_effort)
    error_message = "method: reinforcement.hyperparameters.reasoning_effort must be one of default, low, medium, high."
  }

  validation {
    condition     = var.method == null ? true : var.method.reinforcement == null ? true : var.method.reinforcement.hyperparameters == null ? true : var.method.reinforcement.hyperparameters.compute_multiplier == null ? true : var.method.reinforcement.hyperparameters.compute_multiplier >= 1e-05 && var.method.reinforcement.hyperparameters.compute_multiplier <= 10
    error_message = "method: reinforcement.hyperparameters.compute_multiplier must lie between 1e-05 and 10."
  }

  validation {
    condition     = var.method == null ? true : var.method.reinforcement == null ? true : var.method.reinforcement.hyperparameters == null ? true : var.method.reinforcement.hyperparameters.eval_interval == null ? true : floor(var.method.reinforcement.hyperparameters.eval_interval) == var.method.reinforcement.hyperparameters.eval_interval && var.method.reinforcement.hyperparameters.eval_interval >= 1
    error_message = "method: reinforcement.hyperparameters.eval_interval must be a whole number, at least 1."
  }

  validation {
    condition     = var.method == null ? true : var.method.reinforcement == null ? true : var.method.reinforcement.hyperparameters == null ? true : var.method.reinforcement.hyperparameters.eval_samples == null ? true : floor(var.method.reinforcement.hyperparameters.eval_samples) == var.method.reinforcement.hyperparameters.eval_samples && var.method.reinforcement.hyperparameters.eval_samples >= 1
    error_message = "method: reinforcement.hyperparameters.eval_samples must be a whole number, at least 1."
  }
}

variable "suffix" {
  description = "Part of the tuned model's name, up to 64 characters."
  type        = string
  default     = null

  validation {
    condition     = var.suffix == null ? true : length(var.suffix) >= 1 && length(var.suffix) <= 64
    error_message = "suffix: must have a length of 1 to 64."
  }
}

variable "seed" {
  description = "Seed of the training, 0 to 2147483647. Unset: the API chooses."
  type        = number
  default     = null

  validation {
    condition     = var.seed == null ? true : floor(var.seed) == var.seed && var.seed >= 0 && var.seed <= 2147483647
    error_message = "seed: must be a whole number between 0 and 2147483647."
  }
}

variable "integrations" {
  description = "Where the API reports the training, up to five."
  type = list(object({
    type = optional(string, "wandb")
    wandb = object({
      project = string
      name    = optional(string)
      entity  = optional(string)
      tags    = optional(list(string))
    })
  }))
  default = null

  validation {
    condition     = var.integrations == null ? true : length(var.integrations) >= 1 && length(var.integrations) <= 5
    error_message = "integrations: must have a length of 1 to 5."
  }

  validation {
    condition     = var.integrations == null ? true : alltrue([for integration in var.integrations : integration.type == "wandb"])
    error_message = "integrations: type must be wandb."
  }

  validation {
    condition     = var.integrations == null ? true : alltrue([for integration in var.integrations : trimspace(integration.wandb.project) != ""])
    error_message = "integrations: wandb.project must be a project."
  }

  validation {
    condition     = var.integrations == null ? true : alltrue([for integration in var.integrations : integration.wandb.tags == null ? true : length(integration.wandb.tags) >= 1])
    error_message = "integrations: wandb.tags must not be empty."
  }
}

variable "metadata" {
  description = "Up to 16 texts by name, kept at the job."
  type        = map(string)
  default     = null

  validation {
    condition     = var.metadata == null ? true : length(var.metadata) >= 1 && length(var.metadata) <= 16
    error_message = "metadata: must have a length of 1 to 16."
  }

  validation {
    condition     = var.metadata == null ? true : alltrue([for each in keys(var.metadata) : length(each) >= 1 && length(each) <= 64])
    error_message = "metadata: each key must have a length of 1 to 64."
  }

  validation {
    condition     = var.metadata == null ? true : alltrue([for each in var.metadata : try(length(each) <= 512, false)])
    error_message = "metadata: each must have a length of 512 or less."
  }
}

variable "triggers" {
  description = "Any texts; a change of one of them makes the call again."
  type        = map(string)
  default     = null
}

variable "paused" {
  description = "Pause the job, and with false resume it. A job that is checking its files is paused after that. A paused job is not waited for."
  type        = bool
  default     = false
  nullable    = false
}

variable "wait" {
  description = "Wait until the job has ended, within timeouts. A job that is still running then is kept as it is, and the next apply waits again."
  type        = bool
  default     = true
  nullable    = false
}

variable "share_with_projects" {
  description = "Ids of other projects that may use the tuned model, once there is one. Needs an admin key. Who else may use it is left as it is."
  type        = set(string)
  default     = null

  validation {
    condition     = var.share_with_projects == null ? true : length(var.share_with_projects) >= 1
    error_message = "share_with_projects: must not be empty."
  }

  validation {
    condition     = var.share_with_projects == null ? true : alltrue([for each in var.share_with_projects : try(can(regex("^(?:proj_[\\w-]+)$", each)), false)])
    error_message = "share_with_projects: each must be the id of a project (proj_...)."
  }
}

variable "accept_end_dates" {
  description = "Whether you know the days on which fine-tuning is closed and the base is shut with all that is tuned on it. Unset: a plan warns of them, with the days that are left, before anything is paid for. True: it does not, and after the day of closing the API decides. False: a base that is shut in less than 90 days is refused."
  type        = bool
  default     = null
}

variable "delete_model" {
  description = "Delete the tuned model, too, when the job is destroyed. The key has to be an owner's."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_protection" {
  description = "Refuse every plan that would delete or replace this object. Destroying a job that runs cancels it. Set it to false and apply before deleting."
  type        = bool
  default     = false
  nullable    = false
}

variable "max_cost" {
  description = "US dollars that it may cost at most, by the estimate. A plan above it is refused before the first call, and so is one whose cost is not known."
  type        = number
  default     = null

  validation {
    condition     = var.max_cost == null ? true : var.max_cost >= 0
    error_message = "max_cost: must be at least 0."
  }
}

variable "timeouts" {
  description = "How long to wait for slow operations."
  type = object({
    create = optional(string)
    update = optional(string)
    delete = optional(string)
  })
  default = null
}
