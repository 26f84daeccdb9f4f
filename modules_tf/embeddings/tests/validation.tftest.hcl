# Each validation once passed and once failed.
mock_provider "openai" {}

run "accepts_inputs" {
  command = plan

  variables {
    inputs           = { a = "A text" }
    dimensions       = 256
    encoding_format  = "base64"
    output_file      = "out/v.NPY"
    duplicates_above = 0.9
    oversized        = { mode = "truncate", max_tokens = 10, overlap = 5 }
  }
}

run "accepts_folder" {
  command = plan

  variables {
    folder = { path = "manuals", include = ["**/*.md"], exclude = [] }
  }
}

run "refuses_input" {
  command = plan

  variables {
    input = " "
  }

  expect_failures = [var.input]
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

run "refuses_inputs" {
  command = plan

  variables {
    inputs = { a = "" }
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

run "refuses_files" {
  command = plan

  variables {
    files = [" "]
  }

  expect_failures = [var.files]
}

run "refuses_no_files" {
  command = plan

  variables {
    files = []
  }

  expect_failures = [var.files]
}

run "refuses_folder" {
  command = plan

  variables {
    folder = { path = " " }
  }

  expect_failures = [var.folder]
}

run "refuses_folder_include" {
  command = plan

  variables {
    folder = { path = "a", include = [] }
  }

  expect_failures = [var.folder]
}

run "refuses_folder_exclude" {
  command = plan

  variables {
    folder = { path = "a", exclude = [" "] }
  }

  expect_failures = [var.folder]
}

run "refuses_model" {
  command = plan

  variables {
    input = "A"
    model = " "
  }

  expect_failures = [var.model]
}

run "refuses_dimensions" {
  command = plan

  variables {
    input      = "A"
    dimensions = 0
  }

  expect_failures = [var.dimensions]
}

run "refuses_part_of_a_dimension" {
  command = plan

  variables {
    input      = "A"
    dimensions = 1.5
  }

  expect_failures = [var.dimensions]
}

run "refuses_encoding_format" {
  command = plan

  variables {
    input           = "A"
    encoding_format = "hex"
  }

  expect_failures = [var.encoding_format]
}

run "refuses_mode" {
  command = plan

  variables {
    input     = "A"
    oversized = { mode = "drop" }
  }

  expect_failures = [var.oversized]
}

run "refuses_max_tokens" {
  command = plan

  variables {
    input     = "A"
    oversized = { max_tokens = 8193 }
  }

  expect_failures = [var.oversized]
}

run "refuses_overlap" {
  command = plan

  variables {
    input     = "A"
    oversized = { overlap = -1 }
  }

  expect_failures = [var.oversized]
}

run "refuses_output_file" {
  command = plan

  variables {
    input       = "A"
    output_file = "vectors.csv"
  }

  expect_failures = [var.output_file]
}

run "refuses_duplicates_above" {
  command = plan

  variables {
    input            = "A"
    duplicates_above = 1.1
  }

  expect_failures = [var.duplicates_above]
}
