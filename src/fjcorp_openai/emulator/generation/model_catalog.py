"""The models of the service and when they end, as known on :data:`KNOWN_ON`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

KNOWN_ON = "2026-11-25"
"""Day in ISO form. All models that the examples name can still be called on it."""
_REASONING = re.compile(r"(ft:)?(o\d|gpt-[5-9])")


class Model(NamedTuple):
    """One model.

    Args:
        id: Its name.
        created: Day it appeared, ISO.
        shutdown_date: Day it ends, ISO; "" for none known.
        kind: ``chat`` (chat and responses), ``completion`` (the older endpoint), ``embedding``,
            ``moderation``, ``image``, ``speech``, ``transcription``.
    """

    id: str
    created: str
    shutdown_date: str = ""
    kind: str = "chat"


def _models(kind: str, text: str) -> list[Model]:
    rows = [line.split() for line in text.strip().splitlines()]
    return [Model(row[0], row[1], row[2] if len(row) > 2 else "", kind) for row in rows]


MODELS: dict[str, Model] = {
    model.id: model
    for models in (
        _models(
            "chat",
            """
            gpt-6.2-astra 2026-11-17
            gpt-6.2-sol 2026-11-17
            gpt-6.1-sol 2026-10-26
            gpt-6.1-terra 2026-10-26
            gpt-6-sol 2026-09-22
            gpt-6-luna 2026-09-22
            gpt-6-astra 2026-09-03
            gpt-5.6-sol 2026-07-09
            gpt-5.6-terra 2026-07-09
            gpt-5.6-luna 2026-07-09
            gpt-5.5 2026-04-23
            gpt-5.5-2026-04-23 2026-04-23
            gpt-5.5-cyber-preview 2026-06-01 2027-02-01
            gpt-5.4 2026-03-05
            gpt-5.4-mini 2026-03-17
            gpt-5.4-mini-2026-03-17 2026-03-17
            gpt-5.4-nano 2026-03-17 2027-04-01
            gpt-5.4-nano-2026-03-17 2026-03-17 2027-04-01
            gpt-5.3-codex 2026-02-05 2027-04-01
            gpt-5.3-chat-latest 2026-02-05 2026-08-10
            gpt-5.2 2025-12-11
            gpt-5.2-2025-12-11 2025-12-11
            gpt-5.2-pro 2025-12-11
            gpt-5.2-chat-latest 2025-12-11 2026-08-10
            gpt-5.1 2025-11-13 2027-04-01
            gpt-5.1-2025-11-13 2025-11-13 2027-04-01
            gpt-5 2025-08-07 2026-12-11
            gpt-5-2025-08-07 2025-08-07 2026-12-11
            gpt-5-mini 2025-08-07 2026-12-11
            gpt-5-mini-2025-08-07 2025-08-07 2026-12-11
            gpt-5-nano 2025-08-07 2026-12-11
            gpt-5-nano-2025-08-07 2025-08-07 2026-12-11
            gpt-5-pro 2025-10-06 2026-12-11
            o3 2025-04-16 2026-12-11
            o3-2025-04-16 2025-04-16 2026-12-11
            o3-pro 2025-06-10 2026-12-11
            gpt-4.1 2025-04-14 2027-01-14
            gpt-4.1-2025-04-14 2025-04-14 2027-01-14
            gpt-4.1-mini 2025-04-14 2027-01-14
            gpt-4.1-mini-2025-04-14 2025-04-14 2027-01-14
            gpt-4o 2024-05-13 2027-01-14
            gpt-4o-2024-11-20 2024-11-20 2027-01-14
            gpt-4o-2024-08-06 2024-08-06 2027-01-14
            gpt-4o-mini 2024-07-18 2027-01-14
            gpt-4o-mini-2024-07-18 2024-07-18 2027-01-14
            gpt-4.1-nano 2025-04-14 2026-10-23
            gpt-4.1-nano-2025-04-14 2025-04-14 2026-10-23
            gpt-4o-2024-05-13 2024-05-13 2026-10-23
            gpt-4-turbo 2024-04-09 2026-10-23
            gpt-4-turbo-2024-04-09 2024-04-09 2026-10-23
            gpt-4 2023-06-27 2026-10-23
            gpt-4-0613 2023-06-12 2026-10-23
            gpt-3.5-turbo 2023-02-28 2026-10-23
            gpt-3.5-turbo-0125 2024-01-23 2026-10-23
            gpt-3.5-turbo-1106 2023-11-02 2026-10-23
            o1 2024-12-16 2026-10-23
            o1-pro 2025-03-17 2026-10-23
            o3-mini 2025-01-17 2026-10-23
            o4-mini 2025-04-08 2026-10-23
            gpt-audio 2025-08-28 2027-01-20
            gpt-audio-1.5 2026-02-23
            """,
        ),
        _models(
            "embedding",
            """
            text-embedding-3-small 2024-01-22
            text-embedding-3-large 2024-01-22
            text-embedding-ada-002 2022-12-16
            """,
        ),
        _models(
            "completion",
            """
            gpt-3.5-turbo-instruct 2023-08-24 2026-09-28
            davinci-002 2023-08-21 2026-09-28
            babbage-002 2023-08-21 2026-09-28
            """,
        ),
        _models(
            "moderation",
            """
            omni-moderation-latest 2024-11-15
            omni-moderation-2024-09-26 2024-09-26
            text-moderation-latest 2023-01-01 2025-10-27
            text-moderation-stable 2023-01-01 2025-10-27
            text-moderation-007 2023-01-01 2025-10-27
            """,
        ),
        _models(
            "image",
            """
            gpt-image-2.6-sunburst 2026-11-17
            gpt-image-2.6-flare 2026-11-17
            gpt-image-2.5-sunburst 2026-09-08
            gpt-image-2.5-sunburst-2026-09-08 2026-09-08
            gpt-image-2.5-flare 2026-09-08
            gpt-image-2.5-flare-2026-09-08 2026-09-08
            gpt-image-2 2026-04-21
            gpt-image-2-2026-04-21 2026-04-21
            gpt-image-1.5 2025-12-16 2026-12-01
            gpt-image-1-mini 2025-10-06 2026-12-01
            chatgpt-image-latest 2025-12-16 2026-12-01
            gpt-image-1 2025-04-23 2026-10-23
            dall-e-3 2023-11-06 2026-05-12
            dall-e-2 2022-11-03 2026-05-12
            """,
        ),
        _models(
            "speech",
            """
            tts-1 2023-04-19 2027-01-06
            tts-1-hd 2023-11-03 2027-01-06
            gpt-4o-mini-tts 2025-03-19 2027-01-06
            gpt-4o-mini-tts-2025-12-15 2025-12-15 2027-01-06
            gpt-4o-mini-tts-2025-03-20 2025-03-20 2026-07-23
            """,
        ),
        _models(
            "transcription",
            """
            whisper-1 2023-02-27 2027-02-26
            gpt-4o-transcribe 2025-03-15 2027-02-26
            gpt-4o-mini-transcribe 2025-03-15 2027-02-26
            gpt-4o-mini-transcribe-2025-12-15 2025-12-15 2027-02-26
            gpt-4o-transcribe-diarize 2025-06-24 2027-02-26
            gpt-transcribe 2026-08-26
            """,
        ),
    )
    for model in models
}


SNAPSHOTS = {
    "gpt-4o": "gpt-4o-2024-08-06",
    "gpt-4o-mini": "gpt-4o-mini-2024-07-18",
    "gpt-4.1": "gpt-4.1-2025-04-14",
    "gpt-4.1-mini": "gpt-4.1-mini-2025-04-14",
    "gpt-4.1-nano": "gpt-4.1-nano-2025-04-14",
    "gpt-4-turbo": "gpt-4-turbo-2024-04-09",
    "gpt-4": "gpt-4-0613",
    "gpt-3.5-turbo": "gpt-3.5-turbo-0125",
    "o3": "o3-2025-04-16",
    "gpt-5": "gpt-5-2025-08-07",
    "gpt-5-mini": "gpt-5-mini-2025-08-07",
    "gpt-5-nano": "gpt-5-nano-2025-08-07",
    "gpt-5.1": "gpt-5.1-2025-11-13",
    "gpt-5.2": "gpt-5.2-2025-12-11",
    "gpt-5.4-mini": "gpt-5.4-mini-2026-03-17",
    "gpt-5.4-nano": "gpt-5.4-nano-2026-03-17",
    "gpt-5.5": "gpt-5.5-2026-04-23",
    "gpt-image-2": "gpt-image-2-2026-04-21",
    "gpt-image-2.5-sunburst": "gpt-image-2.5-sunburst-2026-09-08",
    "gpt-image-2.5-flare": "gpt-image-2.5-flare-2026-09-08",
}
"""The dated models behind names without a date."""


def reasons(model: str) -> bool:
    """Return whether a model thinks before it answers, as one does that was fine-tuned from such a model."""
    return bool(_REASONING.match(model))


def snapshot(model: str) -> str:
    """Return the dated model that answers to a name; the name itself where there is none."""
    return SNAPSHOTS.get(model, model)


def base(model: str) -> str:
    """Return the model that a fine-tuned one stands on; another one's own name."""
    return model.split(":")[1] if model.startswith("ft:") else model


def unix_time(day: str) -> int:
    """Return the Unix time at which a day begins in UTC."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def is_shut(model: Model, now: float) -> bool:
    """Return whether a model has ended."""
    return bool(model.shutdown_date) and now >= unix_time(model.shutdown_date)
