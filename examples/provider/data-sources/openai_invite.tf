data "openai_invite" "eve" {
  email = "eve@example.com"
}
