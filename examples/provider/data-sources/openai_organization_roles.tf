data "openai_organization_roles" "all" {}
