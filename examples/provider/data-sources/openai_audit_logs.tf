data "openai_audit_logs" "projects" {
  event_types = ["project.created", "project.archived"]
  limit       = 100
}
