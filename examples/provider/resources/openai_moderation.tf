resource "openai_moderation" "reviews" {
  inputs = {
    first  = { text = "The brakes squeak." }
    second = { text = "Great bell!" }
  }
  thresholds      = { harassment = 0.4 }
  fail_on_flagged = true
}
