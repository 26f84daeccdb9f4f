data "openai_organization_user" "ada" {
  email = "ada@example.com"
}
