resource "openai_fine_tuning_checkpoint_permission" "shop" {
  fine_tuned_model_checkpoint = "ft:gpt-4o-mini:acme:support:abc123"
  project_id                  = "proj_abc123"
}

import {
  to = openai_fine_tuning_checkpoint_permission.shop
  id = "ft:gpt-4o-mini:acme:support:abc123/proj_abc123"
}
