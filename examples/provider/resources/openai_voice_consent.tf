resource "openai_voice_consent" "ada" {
  name      = "Ada Wong"
  language  = "en-US"
  recording = "consent.wav"
}

import {
  to = openai_voice_consent.ada
  id = "cons_abc123"
}
