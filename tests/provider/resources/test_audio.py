"""`openai_speech` and `openai_transcription` from their creation to their end, with the real Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

AUDIO = """
resource "openai_speech" "greeting" {
  input           = "Good morning team."
  voice           = "VOICE"
  response_format = "wav"
  output_file     = "out/greeting.wav"
}

resource "openai_transcription" "heard" {
  file        = openai_speech.greeting.path
  model       = "whisper-1"
  output_file = "out/greeting.srt"
}

data "openai_audio_results" "all" {
  depends_on = [openai_transcription.heard]
}

output "results" {
  value = data.openai_audio_results.all.ids
}
"""


def test_what_is_spoken_is_heard_again(stack: Callable[..., Stack]) -> None:
    made = stack(AUDIO.replace("VOICE", "alloy"))
    made.env["FJCORP_OPENAI_JOURNAL_DIR"] = str(made.folder / "journal")
    made.apply()
    heard = made.values("openai_transcription.heard")
    assert heard["text"] == "Good morning team."
    assert (made.folder / "out/greeting.srt").read_text().endswith("\nGood morning team.\n\n")
    assert made.paid() == 2
    assert made.plan().code == 0
    assert made.paid() == 2

    made.configure(AUDIO.replace("VOICE", "echo"))
    made.apply()
    assert made.values("openai_transcription.heard")["text"] == "Good morning team."
    assert made.paid() == 4
    assert made.plan().code == 0

    (made.folder / "out/greeting.srt").unlink()
    assert made.plan().code == 2
    made.apply()
    assert (made.folder / "out/greeting.srt").exists()
    assert made.paid() == 4

    made.destroy()
    assert sorted((made.folder / "out").iterdir()) == []
    assert made.paid() == 4
