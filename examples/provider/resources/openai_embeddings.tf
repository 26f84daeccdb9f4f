resource "openai_embeddings" "manuals" {
  folder = {
    path    = "${path.module}/manuals"
    include = ["**/*.md"]
  }
  oversized   = { mode = "chunk", max_tokens = 800, overlap = 100 }
  output_file = "${path.module}/manuals.npy"
}
