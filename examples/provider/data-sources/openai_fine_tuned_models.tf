data "openai_fine_tuned_models" "all" {}

output "days_left" {
  value = { for each in data.openai_fine_tuned_models.all.fine_tuned_models : each.id => each.days_left }
}
