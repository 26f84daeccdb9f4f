"""Everything that generates, as people write it with our modules: all of it in one root, applied once."""

from __future__ import annotations

import base64
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator
    from support.terraform import Terraform

GENERATIONS = """
# Semantic search
module "embeddings" {
  source = "./modules/embeddings"
  inputs = {
    warranty = "How long is the warranty?"
    returns  = "How do I return a bicycle?"
  }
  dimensions = 8
}

# Token tracking, usage statistics
module "response" {
  source = "./modules/model_response"
  model  = "gpt-5.6-terra"
  input  = "Tell me about bicycles, please."
}

# Text-to-speech, speech-to-text, translation
module "spoken" {
  source = "./modules/audio"
  speech = {
    input           = "Good morning team."
    response_format = "wav"
    output_file     = "hello.wav"
  }
}
module "written" {
  source        = "./modules/audio"
  transcription = { file = module.spoken.path }
}
module "translated" {
  source      = "./modules/audio"
  translation = { file = module.spoken.path }
}

# Generation, editing, variations
module "drawn" {
  source     = "./modules/image"
  prompt     = "A red bicycle"
  model      = "gpt-image-2.6-flare"
  size       = "1024x640"
  output_dir = "drawn"
}
module "edited" {
  source     = "./modules/image"
  operation  = "edit"
  prompt     = "The same at night"
  model      = "gpt-image-2.6-flare"
  size       = "1024x640"
  images     = [{ path = module.drawn.files[0].path }]
  output_dir = "edited"
}
module "varied" {
  source     = "./modules/image"
  operation  = "variation"
  model      = "gpt-image-2.6-flare"
  size       = "1024x640"
  images     = [{ path = module.drawn.files[0].path }]
  output_dir = "varied"
}

# Policy compliance, safety checks
module "checked" {
  source          = "./modules/moderation"
  inputs          = { answer = { text = module.response.output_text } }
  fail_on_flagged = true
}

output "search" {
  value     = module.embeddings.embeddings
  sensitive = true
}
output "tokens" {
  value = module.response.token_count
}
output "usage" {
  value = module.response.usage
}
output "said" {
  value = module.written.text
}
output "in_english" {
  value = module.translated.text
}
output "drawn" {
  value = concat(module.drawn.files[*].path, module.edited.files[*].path, module.varied.files[*].path)
}
output "flagged" {
  value = module.checked.flagged
}
"""


def test_a_generation_of_each_kind_by_the_names_of_its_module(
    root: Callable[[str], Terraform], shared_emulator: Emulator
) -> None:
    """Each with the features that the list of modules names: one apply, and nothing more after it."""
    made = root(GENERATIONS)
    log = made.folder / "log"
    made.env |= {"TF_LOG": "TRACE", "TF_LOG_PATH": str(log)}
    made.apply()
    told = made.output()
    assert len(told["search"]) == 2
    assert {len(each) for each in told["search"].values()} == {8}
    assert told["tokens"] == told["usage"]["total_tokens"] > 0
    assert told["said"] == "Good morning team."
    assert told["in_english"]
    assert len({*told["drawn"]}) == 3
    assert {Path(made.folder, each).is_file() for each in told["drawn"]} == {True}
    assert told["flagged"] is False
    paid = Counter(each["operation"] for each in shared_emulator.calls() if each["paid"])
    assert paid == Counter(
        createEmbedding=1,
        createResponse=1,
        createImage=1,
        createImageEdit=2,
        createSpeech=1,
        createTranscription=1,
        createTranslation=1,
    )
    assert made.plan().code == 0
    # No bytes of images and sound are in the state, nor in a log of everything.
    kept = (made.folder / "terraform.tfstate").read_bytes() + log.read_bytes()
    for name in ("hello.wav", *told["drawn"]):
        content = (made.folder / name).read_bytes()
        middle = len(content) // 6 * 3
        piece = content[middle : middle + 48]
        assert len(piece) == 48
        assert piece not in kept
        assert base64.b64encode(piece) not in kept
