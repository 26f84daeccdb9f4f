data "openai_models" "all" {}
