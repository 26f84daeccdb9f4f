# A project with a role of its own, a group, an invited person and a budget. See the README beside this.

module "auditor" {
  source      = "../../../modules_tf/role"
  name        = "${var.prefix} auditor"
  description = "Sees what is used, by whom"
  permissions = ["api.usage.read", "api.groups.read"]
}

module "engineers" {
  source = "../../../modules_tf/group"
  name   = "${var.prefix} engineers"
  roles  = [module.auditor.role_id]
}

module "research" {
  source = "../../../modules_tf/projects"
  name   = "${var.prefix} research"

  groups            = [{ group_id = module.engineers.group_id, role = "member" }]
  model_permissions = { mode = "allow_list", model_ids = var.models }
  hosted_tools      = { web_search = false }
  spend_limit       = { threshold_amount = var.monthly_limit }
  spend_alerts      = [{ threshold_amount = floor(var.monthly_limit * 0.8), recipients = [var.alert_recipient] }]
}

module "invited" {
  source   = "../../../modules_tf/invite"
  for_each = var.invites

  email    = each.key
  role     = each.value
  projects = [{ project_id = module.research.project_id, role = "member" }]
}

# Those who have been invited become members of the project as soon as they have joined.
module "member" {
  source   = "../../../modules_tf/project_user"
  for_each = var.invites

  project_id    = module.research.project_id
  email         = each.key
  role          = "member"
  allow_pending = true

  depends_on = [module.invited]
}

# People who have joined are named, and their role is held. Destroying this removes nobody.
module "person" {
  source   = "../../../modules_tf/organization_users"
  for_each = var.people

  email = each.key
  role  = each.value
}
