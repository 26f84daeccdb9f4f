# Each validation once passed and once failed.
mock_provider "openai" {}

variables {
  model         = "gpt-4o-mini"
  training_file = "file-1"
}

run "accepts_reinforcement_epochs" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { n_epochs = 3 } } }
  }
}

run "refuses_reinforcement_epochs" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { n_epochs = 0 } } }
  }

  expect_failures = [var.method]
}

run "accepts_reinforcement_batch_size" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { batch_size = 8 } } }
  }
}

run "refuses_reinforcement_batch_size" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { batch_size = 300 } } }
  }

  expect_failures = [var.method]
}

run "accepts_reinforcement_learning_rate" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { learning_rate_multiplier = 1 } } }
  }
}

run "refuses_reinforcement_learning_rate" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { learning_rate_multiplier = 0 } } }
  }

  expect_failures = [var.method]
}

run "accepts_reinforcement_effort" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { reasoning_effort = "low" } } }
  }
}

run "refuses_reinforcement_effort" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { reasoning_effort = "minimal" } } }
  }

  expect_failures = [var.method]
}

run "accepts_reinforcement_compute" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { compute_multiplier = 10 } } }
  }
}

run "refuses_reinforcement_compute" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { compute_multiplier = 11 } } }
  }

  expect_failures = [var.method]
}

run "accepts_reinforcement_interval" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { eval_interval = 1 } } }
  }
}

run "refuses_reinforcement_interval" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { eval_interval = 0 } } }
  }

  expect_failures = [var.method]
}

run "accepts_reinforcement_samples" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { eval_samples = 4 } } }
  }
}

run "refuses_reinforcement_samples" {
  command = plan

  variables {
    method = { type = "reinforcement", reinforcement = { grader = "{}", hyperparameters = { eval_samples = 0.5 } } }
  }

  expect_failures = [var.method]
}

run "accepts_suffix" {
  command = plan

  variables {
    suffix = "support"
  }
}

run "refuses_suffix" {
  command = plan

  variables {
    suffix = ""
  }

  expect_failures = [var.suffix]
}

run "accepts_seed" {
  command = plan

  variables {
    seed = 2147483647
  }
}

run "refuses_seed" {
  command = plan

  variables {
    seed = -1
  }

  expect_failures = [var.seed]
}

run "accepts_integrations" {
  command = plan

  variables {
    integrations = [{ wandb = { project = "tuning" } }]
  }
}

run "refuses_integrations" {
  command = plan

  variables {
    integrations = []
  }

  expect_failures = [var.integrations]
}

run "refuses_integration_kind" {
  command = plan

  variables {
    integrations = [{ type = "other", wandb = { project = "tuning" } }]
  }

  expect_failures = [var.integrations]
}

run "refuses_integration_project" {
  command = plan

  variables {
    integrations = [{ wandb = { project = " " } }]
  }

  expect_failures = [var.integrations]
}

run "accepts_integration_tags" {
  command = plan

  variables {
    integrations = [{ wandb = { project = "tuning", tags = ["a"] } }]
  }
}

run "refuses_integration_tags" {
  command = plan

  variables {
    integrations = [{ wandb = { project = "tuning", tags = [] } }]
  }

  expect_failures = [var.integrations]
}

run "accepts_metadata" {
  command = plan

  variables {
    metadata = { team = "shop" }
  }
}

run "refuses_metadata" {
  command = plan

  variables {
    metadata = {}
  }

  expect_failures = [var.metadata]
}
