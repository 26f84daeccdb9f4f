# Reads a sentence aloud, and writes down what was said. Needs OPENAI_API_KEY.
terraform {
  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}

module "greeting" {
  source = "../.."
  speech = {
    input           = "Good morning. You have reached Acme Cycles."
    voice           = "marin"
    response_format = "wav"
    output_file     = "${path.root}/greeting.wav"
  }
}

module "heard" {
  source = "../.."
  transcription = {
    file        = module.greeting.output_file
    model       = "whisper-1"
    output_file = "${path.root}/greeting.srt"
  }
}

output "said" {
  value = module.heard.text
}
