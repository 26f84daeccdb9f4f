"""What each model of recordings can, and what one call takes. A model that is not here is not judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
from fjcorp_openai.provider.protocol.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_BYTES = 25 * 1024 * 1024
"""Bytes of a recording that one call takes."""
MOST_SECONDS = 1380.0
"""Seconds of a recording in one call: what is refused from 1,400 seconds on by the gpt-4o models, with room.
gpt-transcribe is treated alike, for its bound is not published."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a model can.

    Attributes:
        answer: The richest `response_format` that it answers in.
        takes: Inputs that only some models take, and this one does.
        most_seconds: Seconds that it takes in one call, if there is a bound.
        billed_by_the_minute: Whether minutes are billed; else tokens.
    """

    answer: str
    takes: frozenset[str] = frozenset()
    most_seconds: float | None = MOST_SECONDS
    billed_by_the_minute: bool = True


_WHISPER = Abilities("verbose_json", frozenset({"timestamp_granularities", "prompt", "temperature"}), None)
_GPT_4O = Abilities("json", frozenset({"include", "prompt", "temperature"}), billed_by_the_minute=False)
_DIARIZE = Abilities(
    "diarized_json", frozenset({"known_speakers", "temperature"}), billed_by_the_minute=False
)
_NEWEST = Abilities("json", frozenset({"keywords", "languages", "prompt", "temperature"}))
_FAMILIES = {
    "whisper-": _WHISPER,
    "gpt-4o-transcribe-diarize": _DIARIZE,
    "gpt-4o-": _GPT_4O,
    "gpt-transcribe": _NEWEST,
}
_EVERYTHING = Abilities(
    "json",
    frozenset(
        {
            "include",
            "keywords",
            "known_speakers",
            "languages",
            "prompt",
            "temperature",
            "timestamp_granularities",
        }
    ),
)
WHO_CAN = {
    "include": "gpt-4o-transcribe and gpt-4o-mini-transcribe",
    "keywords": "gpt-transcribe",
    "known_speakers": "gpt-4o-transcribe-diarize",
    "languages": "gpt-transcribe",
    "prompt": "all models but gpt-4o-transcribe-diarize",
    "timestamp_granularities": "whisper-1",
}
"""Who takes an input that not all models take."""
_FORMATS = {"verbose_json": "whisper-1", "diarized_json": "gpt-4o-transcribe-diarize"}


def abilities(model: Any) -> Abilities:
    """Return what a model can; everything of one that is not known here, for the API to judge."""
    for name, found in _FAMILIES.items():
        if isinstance(model, str) and model.startswith(name):
            return found
    return _EVERYTHING


def is_known(model: Any) -> bool:
    """Return whether a model is known here."""
    return abilities(model) is not _EVERYTHING


def unfit(values: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield which inputs the model does not take."""
    model = values["model"]
    if not is_known(model):
        return
    able = abilities(model)
    for name, who in WHO_CAN.items():
        if values.get(name) not in (None, UNKNOWN) and name not in able.takes:
            yield Diagnostic("error", f"{model} takes no {name}", f"It is for {who}.", (name,))
    form = values["response_format"]
    if form in _FORMATS and form != able.answer:
        yield Diagnostic(
            "error",
            f"{model} answers in no {form}",
            f"{_FORMATS[form]} does. `text`, `json`, `srt` and `vtt` are written for every model.",
            ("response_format",),
        )
