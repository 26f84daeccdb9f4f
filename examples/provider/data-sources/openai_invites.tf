data "openai_invites" "all" {}
