# Made by scripts/derive.py from the provider's schema. Change it there, then run the script.
resource "openai_vector_store" "this" {
  name                = var.name
  description         = var.description
  metadata            = var.metadata
  expires_after       = var.expires_after
  files               = var.files
  folder              = var.folder
  prune               = var.prune
  exclusive           = var.exclusive
  wait                = var.wait
  tolerate_failed     = var.tolerate_failed
  search_checks       = var.search_checks
  deletion_protection = var.deletion_protection
  timeouts            = var.timeouts

  lifecycle {
    # Terraform would throw away a store whose create ended with an error: what is wrong is reported here.
    postcondition {
      condition     = length(self.problems == null ? [] : self.problems) == 0
      error_message = "${self.id}: ${join("\n", self.problems == null ? [] : self.problems)}"
    }
  }
}
