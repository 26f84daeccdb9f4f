data "openai_usage" "june" {
  kind         = "completions"
  start_time   = 1780272000 # 2026-06-01
  end_time     = 1782864000 # 2026-07-01
  bucket_width = "1d"
  group_by     = ["project_id", "model"]
}
