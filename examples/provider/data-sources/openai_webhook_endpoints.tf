data "openai_webhook_endpoints" "all" {}
