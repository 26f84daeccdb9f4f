data "openai_group_users" "engineers" {
  group_id = data.openai_group.engineers.id
}
