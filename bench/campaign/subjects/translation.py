"""Translations."""

from __future__ import annotations

from pathlib import Path

from campaign.subject import Noun, Subject, Values, operations

_RECORDING = Path(__file__).resolve().parents[3] / "examples/acme/files/voicemail.wav"
_WRITTEN: Values = {"file": str(_RECORDING), "output_file": "<folder>/voicemail.txt"}

NOUNS = (
    Noun(
        "translation",
        apart="an answer that is paid for each time",
        calls=(
            Subject(
                "translation",
                _WRITTEN,
                {**_WRITTEN, "prompt": "Names of bicycles"},
                operations("createTranslation", "createTranslation", ""),
            ),
        ),
    ),
)
