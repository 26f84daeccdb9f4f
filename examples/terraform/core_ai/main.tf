# An answer from a file, an answer in a form of your own, and two texts as vectors. Three calls are paid for.

module "handbook" {
  source    = "../../../modules_tf/files"
  file_path = "${path.module}/../../acme/files/employee_handbook.md"
  purpose   = "user_data"
}

module "warnings" {
  source = "../../../modules_tf/chat_completion"
  model  = var.model
  messages = [
    {
      role = "user"
      parts = [
        { type = "file", file_id = module.handbook.file_id },
        { type = "text", text = "Which situations need an immediate warning?" },
      ]
    },
  ]
}

module "brakes" {
  source            = "../../../modules_tf/model_response"
  model             = var.model
  input             = var.question
  max_output_tokens = 2000
  text_format = {
    type = "json_schema"
    json_schema = {
      name   = "answer"
      strict = true
      schema = jsonencode({
        type                 = "object"
        properties           = { oil = { type = "string" }, found = { type = "boolean" } }
        required             = ["oil", "found"]
        additionalProperties = false
      })
    }
  }
}

module "questions" {
  source     = "../../../modules_tf/embeddings"
  inputs     = var.texts
  dimensions = 256
}
