resource "openai_service_account" "this" {
  project_id          = var.project_id
  name                = var.name
  role                = var.role
  deletion_protection = var.deletion_protection

  # Programs get the keys of the new account before those of the old one end.
  lifecycle {
    create_before_destroy = true
  }
}

resource "openai_service_account_api_key" "this" {
  for_each = var.api_keys

  project_id         = openai_service_account.this.project_id
  service_account_id = openai_service_account.this.service_account_id
  name               = coalesce(each.value.name, each.key)
  scopes             = each.value.scopes
  expires_in_seconds = each.value.expires_in_seconds
  rotate_after       = each.value.rotate_after
  rotation           = each.value.rotation
  overlap            = each.value.overlap
  secret_sink        = each.value.secret_sink

  lifecycle {
    create_before_destroy = true
  }
}
