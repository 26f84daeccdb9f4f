data "openai_costs" "june" {
  start_time = 1780272000 # 2026-06-01
  end_time   = 1782864000 # 2026-07-01
  group_by   = ["project_id"]
}
