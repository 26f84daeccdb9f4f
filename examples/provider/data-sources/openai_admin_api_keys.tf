data "openai_admin_api_keys" "all" {}
