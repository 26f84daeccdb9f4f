# A service account whose key goes to a file and is renewed, limits of its project, and an admin key.

module "shop" {
  source = "../../../modules_tf/projects"
  name   = var.project_name
}

module "server" {
  source     = "../../../modules_tf/service_account"
  project_id = module.shop.project_id
  name       = "Web shop server"

  # The state holds no key: each goes to its sink, for its owner alone.
  api_keys = {
    production = {
      scopes       = ["api.model.request"]
      rotate_after = 30
      overlap      = 2
      secret_sink  = { file = abspath("${var.keys_folder}/production") }
    }
  }
}

module "answers" {
  source   = "../../../modules_tf/rate_limit"
  for_each = var.limits

  project_id = module.shop.project_id
  model      = each.key
  rpm_limit  = each.value
}

module "auditor" {
  source       = "../../../modules_tf/system_api"
  name         = "Auditor"
  rotate_after = 90
  overlap      = 7
  secret_sink  = { file = abspath("${var.keys_folder}/auditor") }
}

# Keys that people have made themselves are named by id; each gets the scopes that it is to have.
module "laptop" {
  source   = "../../../modules_tf/project_api"
  for_each = var.personal_keys

  project_id = each.value.project_id
  api_key_id = each.value.api_key_id
  scopes     = ["api.model.request"]
}
