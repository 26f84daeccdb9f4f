# Each validation once passed and once failed.
mock_provider "openai" {}

variables {
  model         = "gpt-4o-mini"
  training_file = "file-1"
}

run "accepts_model" {
  command = plan

  variables {
    model = "ft:gpt-4o-mini:acme::1"
  }
}

run "refuses_model" {
  command = plan

  variables {
    model = " "
  }

  expect_failures = [var.model]
}

run "accepts_training_file" {
  command = plan

  variables {
    training_file = "file-2"
  }
}

run "refuses_training_file" {
  command = plan

  variables {
    training_file = ""
  }

  expect_failures = [var.training_file]
}

run "accepts_validation_file" {
  command = plan

  variables {
    validation_file = "file-2"
  }
}

run "refuses_validation_file" {
  command = plan

  variables {
    validation_file = " "
  }

  expect_failures = [var.validation_file]
}

run "accepts_kind" {
  command = plan

  variables {
    method = { type = "supervised" }
  }
}

run "refuses_kind" {
  command = plan

  variables {
    method = { type = "distillation" }
  }

  expect_failures = [var.method]
}

run "accepts_supervised_alone" {
  command = plan

  variables {
    method = { type = "supervised", supervised = {} }
  }
}

run "refuses_supervised_alone" {
  command = plan

  variables {
    method = { type = "supervised", dpo = {} }
  }

  expect_failures = [var.method]
}

run "accepts_dpo_alone" {
  command = plan

  variables {
    method = { type = "dpo", dpo = {} }
  }
}

run "refuses_dpo_alone" {
  command = plan

  variables {
    method = { type = "dpo", supervised = {} }
  }

  expect_failures = [var.method]
}

run "accepts_reinforcement_alone" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}" } }
  }
}

run "refuses_reinforcement_alone" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}" }, dpo = {} }
  }

  expect_failures = [var.method]
}

run "refuses_reinforcement_without_a_grader" {
  command = plan

  variables {
    method = { type = "reinforcement" }
  }

  expect_failures = [var.method]
}

run "refuses_grader" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "[]", hyperparameters = {} } }
  }

  expect_failures = [var.method]
}

run "accepts_supervised_epochs" {
  command = plan

  variables {
    method = { type = "supervised", supervised = { hyperparameters = { n_epochs = 50 } } }
  }
}

run "refuses_supervised_epochs" {
  command = plan

  variables {
    method = { type = "supervised", supervised = { hyperparameters = { n_epochs = 51 } } }
  }

  expect_failures = [var.method]
}

run "accepts_supervised_batch_size" {
  command = plan

  variables {
    method = { type = "supervised", supervised = { hyperparameters = { batch_size = 256 } } }
  }
}

run "refuses_supervised_batch_size" {
  command = plan

  variables {
    method = { type = "supervised", supervised = { hyperparameters = { batch_size = 0 } } }
  }

  expect_failures = [var.method]
}

run "accepts_supervised_learning_rate" {
  command = plan

  variables {
    method = { type = "supervised", supervised = { hyperparameters = { learning_rate_multiplier = 0.1 } } }
  }
}

run "refuses_supervised_learning_rate" {
  command = plan

  variables {
    method = { type = "supervised", supervised = { hyperparameters = { learning_rate_multiplier = 0 } } }
  }

  expect_failures = [var.method]
}

run "accepts_dpo_epochs" {
  command = plan

  variables {
    method = { type = "dpo", dpo = { hyperparameters = { n_epochs = 1 } } }
  }
}

run "refuses_dpo_epochs" {
  command = plan

  variables {
    method = { type = "dpo", dpo = { hyperparameters = { n_epochs = 1.5 } } }
  }

  expect_failures = [var.method]
}

run "accepts_dpo_batch_size" {
  command = plan

  variables {
    method = { type = "dpo", dpo = { hyperparameters = { batch_size = 1 } } }
  }
}

run "refuses_dpo_batch_size" {
  command = plan

  variables {
    method = { type = "dpo", dpo = { hyperparameters = { batch_size = 257 } } }
  }

  expect_failures = [var.method]
}

run "accepts_dpo_learning_rate" {
  command = plan

  variables {
    method = { type = "dpo", dpo = { hyperparameters = { learning_rate_multiplier = 2 } } }
  }
}

run "refuses_dpo_learning_rate" {
  command = plan

  variables {
    method = { type = "dpo", dpo = { hyperparameters = { learning_rate_multiplier = -1 } } }
  }

  expect_failures = [var.method]
}

run "accepts_dpo_beta" {
  command = plan

  variables {
    method = { type = "dpo", dpo = { hyperparameters = { beta = 2 } } }
  }
}

run "refuses_dpo_beta" {
  command = plan

  variables {
    method = { type = "dpo", dpo = { hyperparameters = { beta = 2.1 } } }
  }

  expect_failures = [var.method]
}
