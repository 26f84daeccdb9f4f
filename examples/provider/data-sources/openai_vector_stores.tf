data "openai_vector_stores" "all" {}
