data "openai_vector_store" "manuals" {
  name = "Manuals"
}
