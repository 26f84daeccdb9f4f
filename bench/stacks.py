"""Configurations of an organization of some size, for the benchmark of scale and the test of its calls."""

IMPORTED = """\
locals {
  ids = jsondecode(file("ids.json"))
}
import {
  for_each = local.ids
  to       = openai_project.this[each.key]
  id       = each.value
}
resource "openai_project" "this" {
  for_each = local.ids
  name     = each.key
}
"""
"""Projects that are there, taken over: `ids.json` holds their ids by name."""
MEMBERS_AND_LIMITS = """\
locals {
  ids    = jsondecode(file("ids.json"))
  models = jsondecode(file("models.json"))
}
resource "openai_project_user" "this" {
  for_each   = { for pair in setproduct(keys(local.ids), range(10)) : "${pair[0]}/${pair[1]}" => pair }
  project_id = local.ids[each.value[0]]
  email      = "person${each.value[1]}@example.com"
}
resource "openai_rate_limit" "this" {
  for_each   = { for pair in setproduct(keys(local.ids), local.models) : "${pair[0]}/${pair[1]}" => pair }
  project_id = local.ids[each.value[0]]
  model      = each.value[1]
  rpm_limit  = 7
}
"""
"""Ten members and some limits of each project: `models.json` lists the models."""
