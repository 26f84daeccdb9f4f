# The outputs, and what reaches the resource.
mock_provider "openai" {
  mock_resource "openai_image" {
    defaults = {
      id                 = "image-1"
      digest             = "abc"
      contact_sheet_path = "images/index.html"
      created            = 1790000000
      files = [
        { path = "images/abc-1.png", sha256 = "0a", bytes = 10, width = 1024, height = 1536, format = "png", revised_prompt = null },
        { path = "images/abc-2.png", sha256 = "0b", bytes = 11, width = 1024, height = 1536, format = "png", revised_prompt = null },
      ]
    }
  }
}

run "outputs" {
  variables {
    prompt     = "A red bicycle"
    model      = "gpt-image-2.6-flare"
    n          = 2
    output_dir = "images"
  }

  assert {
    condition     = output.files[1].path == "images/abc-2.png" && output.files[1].sha256 == "0b" && output.files[0].width == 1024
    error_message = "files must name path, digest and size of each image."
  }

  assert {
    condition     = output.id == "image-1" && output.contact_sheet_path == "images/index.html" && output.created == 1790000000
    error_message = "id, contact_sheet_path and created must be the resource's."
  }

  assert {
    condition     = output.image_urls == null
    error_message = "No model gives addresses."
  }

  assert {
    condition     = openai_image.this.operation == "generation" && openai_image.this.output_format == "png" && openai_image.this.filename == "{digest}-{index}.{format}"
    error_message = "operation, output_format and filename must have their defaults."
  }
}

run "edits" {
  variables {
    operation  = "edit"
    prompt     = "At night"
    model      = "gpt-image-2.6-flare"
    images     = [{ path = "bicycle.png" }, { file_id = "file-1" }]
    mask       = "mask.png"
    output_dir = "images"
  }

  assert {
    condition     = openai_image.this.images[0].path == "bicycle.png" && openai_image.this.images[1].file_id == "file-1" && openai_image.this.mask == "mask.png"
    error_message = "The images and the mask must reach the resource."
  }
}
