data "openai_admin_api_key" "auditor" {
  name = "auditor"
}
