# Each validation once passed and once failed.
mock_provider "openai" {}

run "accepts_input" {
  command = plan

  variables {
    input       = "A text"
    image_urls  = ["https://example.com/bell"]
    image_paths = ["photos/bell.JPG"]
    model       = "omni-moderation-2024-09-26"
    thresholds  = { "violence/graphic" = 0, sexual = 1 }
    recheck     = "always"
  }
}

run "refuses_input" {
  command = plan

  variables {
    input = " "
  }

  expect_failures = [var.input]
}

run "refuses_image_urls" {
  command = plan

  variables {
    image_urls = ["photos/bell.jpg"]
  }

  expect_failures = [var.image_urls]
}

run "refuses_no_image_urls" {
  command = plan

  variables {
    input      = "A text"
    image_urls = []
  }

  expect_failures = [var.image_urls]
}

run "refuses_image_paths" {
  command = plan

  variables {
    image_paths = ["photos/bell.tiff"]
  }

  expect_failures = [var.image_paths]
}

run "refuses_no_image_paths" {
  command = plan

  variables {
    input       = "A text"
    image_paths = []
  }

  expect_failures = [var.image_paths]
}

run "accepts_texts" {
  command = plan

  variables {
    texts = ["One", "Two"]
  }
}

run "refuses_texts" {
  command = plan

  variables {
    texts = ["One", ""]
  }

  expect_failures = [var.texts]
}

run "refuses_no_texts" {
  command = plan

  variables {
    texts = []
  }

  expect_failures = [var.texts]
}

run "accepts_inputs" {
  command = plan

  variables {
    inputs = { bell = { text = "A bell", image_urls = ["https://example.com/bell.png"], image_paths = ["bell.png"] } }
  }
}

run "refuses_inputs_text" {
  command = plan

  variables {
    inputs = { bell = { text = " " } }
  }

  expect_failures = [var.inputs]
}

run "refuses_inputs_image_urls" {
  command = plan

  variables {
    inputs = { bell = { image_urls = ["bell.png"] } }
  }

  expect_failures = [var.inputs]
}

run "refuses_inputs_image_paths" {
  command = plan

  variables {
    inputs = { bell = { image_paths = ["bell.txt"] } }
  }

  expect_failures = [var.inputs]
}

run "refuses_no_inputs" {
  command = plan

  variables {
    inputs = {}
  }

  expect_failures = [var.inputs]
}

run "refuses_model" {
  command = plan

  variables {
    input = "A text"
    model = " "
  }

  expect_failures = [var.model]
}

run "refuses_thresholds_category" {
  command = plan

  variables {
    input      = "A text"
    thresholds = { rudeness = 0.5 }
  }

  expect_failures = [var.thresholds]
}

run "refuses_thresholds_score" {
  command = plan

  variables {
    input      = "A text"
    thresholds = { violence = 1.1 }
  }

  expect_failures = [var.thresholds]
}

run "refuses_recheck" {
  command = plan

  variables {
    input   = "A text"
    recheck = "never"
  }

  expect_failures = [var.recheck]
}
