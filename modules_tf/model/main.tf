data "openai_model" "this" {
  model_id = var.model_id
}

check "shutdown" {
  assert {
    condition = (
      data.openai_model.this.days_left == null || var.shutdown_warning_days == 0 ? true :
      data.openai_model.this.days_left >= var.shutdown_warning_days
    )
    error_message = "Model ${var.model_id} is shut on ${coalesce(data.openai_model.this.shutdown_date, "an unknown day")}: choose its successor before then."
  }
}
