# A paid answer whose model searches the web, and one that goes on from it. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "news" {
  source       = "../.."
  model        = "gpt-5.6-terra"
  instructions = "You answer in three sentences, with sources."
  input        = "What is new about brakes of city bicycles?"
  tools        = [{ web_search = { search_context_size = "low" } }]
}

module "title" {
  source               = "../.."
  model                = "gpt-5.6-terra"
  previous_response_id = module.news.id
  input                = "Give it a title of five words."
  max_output_tokens    = 200
}

output "title" {
  value = module.title.output_text
}

output "sources" {
  value = module.news.citations[*].url
}
