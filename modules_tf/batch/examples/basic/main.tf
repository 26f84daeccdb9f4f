# Two requests in one batch. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "embeddings" {
  source   = "../.."
  endpoint = "/v1/embeddings"
  requests = jsonencode({
    frame = { model = "text-embedding-3-small", input = "A frame that is bent is never ridden again." }
    brake = { model = "text-embedding-3-small", input = "Brake pads are changed in pairs." }
  })
  results_file = "${path.root}/results.jsonl"
}

output "answered" {
  value = module.embeddings.request_counts.completed
}
