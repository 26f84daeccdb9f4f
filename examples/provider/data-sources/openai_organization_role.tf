data "openai_organization_role" "auditor" {
  name = "Auditor"
}
