# Files, a store that is searched, a large file in parts, and a batch over rows of a table.

locals {
  files = "${path.module}/../../acme/files"
}

module "handbook" {
  source    = "../../../modules_tf/files"
  file_path = "${local.files}/employee_handbook.md"
  purpose   = "assistants"
}

module "archive" {
  source              = "../../../modules_tf/upload"
  file_path           = "${local.files}/support_conversations.jsonl"
  purpose             = "user_data"
  filename            = "archive.jsonl"
  multipart_threshold = var.multipart_threshold
  part_size           = var.multipart_threshold
}

module "manuals" {
  source        = "../../../modules_tf/vector_store"
  name          = "Manuals"
  expires_after = { days = var.store_days }
  files         = { handbook = { file_id = module.handbook.file_id } }
  search_checks = [{ query = "What do we warn about at once?", expect_file = "handbook" }]
}

module "reviews" {
  source    = "../../../modules_tf/batch"
  endpoint  = "/v1/chat/completions"
  rows_file = "${local.files}/reviews.csv"
  template = jsonencode({
    model    = var.model
    messages = [{ role = "user", content = "Is this review good or bad? One word. {text}" }]
  })
  results_file = var.results_file
}
