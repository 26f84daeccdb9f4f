data "openai_group" "engineers" {
  name = "Engineers"
}
