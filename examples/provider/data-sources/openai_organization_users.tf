data "openai_organization_users" "all" {}
