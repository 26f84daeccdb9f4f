# The outputs are those of the invite.
mock_provider "openai" {
  mock_resource "openai_invite" {
    defaults = {
      id          = "eve@example.com"
      invite_id   = "invite-1"
      status      = "accepted"
      created_at  = 1
      expires_at  = 2
      accepted_at = 3
      user_id     = "user-1"
      sent        = 1
    }
  }
}

run "outputs" {
  variables {
    email = "Eve@example.com"
  }

  assert {
    condition     = output.id == "eve@example.com" && output.invite_id == "invite-1" && output.email == "Eve@example.com" && output.role == "reader"
    error_message = "id, invite_id, email and role must be those of the invite."
  }

  assert {
    condition     = output.status == "accepted" && output.user_id == "user-1" && output.sent == 1
    error_message = "status, user_id and sent must be those of the invite."
  }

  assert {
    condition     = output.created_at == 1 && output.expires_at == 2 && output.accepted_at == 3
    error_message = "The times must be those of the invite."
  }
}
