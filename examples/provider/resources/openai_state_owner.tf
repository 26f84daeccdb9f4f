resource "openai_state_owner" "admin" {
  key = "admin"
}
