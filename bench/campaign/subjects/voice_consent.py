"""Consents of people to the use of their voice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from campaign.subject import CREATE, DELETE, UPDATE, Noun, Subject, Values

if TYPE_CHECKING:
    from campaign.office import Office

_RECORDING = Path(__file__).resolve().parents[3] / "examples/acme/files/voicemail.wav"
_CONSENT: Values = {"name": "Ada", "language": "en-US", "recording": str(_RECORDING)}


def _example(at: Office) -> Values:
    recording = at.folder / "consent.wav"
    recording.write_bytes(_RECORDING.read_bytes())
    return {**_CONSENT, "recording": str(recording)}


NOUNS = (
    Noun(
        "voice_consent",
        (
            Subject(
                "voice_consent",
                _CONSENT,
                {**_CONSENT, "name": "Ada Wong"},
                {each: f"{each}VoiceConsent" for each in (CREATE, UPDATE, DELETE)},
                "voice_consent",
            ),
        ),
        _example,
    ),
)
