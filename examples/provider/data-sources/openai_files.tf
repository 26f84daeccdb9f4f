data "openai_files" "training" {
  purpose = "fine-tune"
}
