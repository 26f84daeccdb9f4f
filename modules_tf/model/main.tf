data "openai_model" "this" {
  model_id = var.model_id
}

check "shutdown" {
  assert {
    condition = (
      data.openai_model.this.shutdown_date == null || var.shutdown_warning_days == 0 ? true :
      timecmp(
        "${data.openai_model.this.shutdown_date}T00:00:00Z",
        timeadd(plantimestamp(), "${var.shutdown_warning_days * 24}h"),
      ) > 0
    )
    error_message = "Model ${var.model_id} is shut on ${coalesce(data.openai_model.this.shutdown_date, "an unknown day")}: choose its successor before then."
  }
}
