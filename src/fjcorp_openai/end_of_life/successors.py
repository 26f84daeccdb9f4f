"""What OpenAI names as the successor of a model, as its deprecation notices stood on 2026-11-25.

`GET /models` says when a model ends, and not what to use afterwards. A name counts for its snapshots too.
"""

from __future__ import annotations

_CHAT, _SMALL = "gpt-5.6-terra or gpt-5.6-sol", "gpt-6-luna"
_SPEECH, _HEARD = "gpt-realtime-2.1-mini, by the Realtime API alone", "gpt-transcribe or gpt-live-transcribe"
_IMAGE = "gpt-image-2.6-flare or gpt-image-2.6-sunburst"

SUCCESSORS: dict[str, str] = {
    "chatgpt-image-latest": _IMAGE,
    "dall-e-2": _IMAGE,
    "dall-e-3": _IMAGE,
    "gpt-3.5-turbo": _CHAT,
    "gpt-4": _CHAT,
    "gpt-4-turbo": _CHAT,
    "gpt-4.1": _SMALL,
    "gpt-4.1-mini": _SMALL,
    "gpt-4.1-nano": _CHAT,
    "gpt-4o": _SMALL,
    "gpt-4o-mini": _SMALL,
    "gpt-4o-mini-transcribe": _HEARD,
    "gpt-4o-mini-tts": _SPEECH,
    "gpt-4o-transcribe": _HEARD,
    "gpt-4o-transcribe-diarize": f"{_HEARD}, without telling speakers apart",
    "gpt-5": "gpt-5.6-terra or gpt-6.1-terra",
    "gpt-5-mini": "gpt-5.6-luna or gpt-6-luna",
    "gpt-5-nano": "gpt-5.6-luna or gpt-6-luna",
    "gpt-5-pro": "gpt-6.1-sol",
    "gpt-5.2-chat-latest": "gpt-5.5",
    "gpt-5.3-chat-latest": "gpt-5.5",
    "gpt-audio": "gpt-audio-1.5",
    "gpt-image-1": _IMAGE,
    "gpt-image-1-mini": _IMAGE,
    "gpt-image-1.5": _IMAGE,
    "gpt-realtime": "gpt-realtime-2.1",
    "o1": _CHAT,
    "o1-pro": _CHAT,
    "o3": "gpt-5.6-sol or gpt-6.1-sol",
    "o3-mini": _CHAT,
    "o3-pro": "gpt-6.1-sol",
    "o4-mini": _CHAT,
    "text-moderation-latest": "omni-moderation-latest",
    "text-moderation-stable": "omni-moderation-latest",
    "tts-1": _SPEECH,
    "tts-1-hd": _SPEECH,
    "whisper-1": f"{_HEARD}, without subtitles and times of words",
}


def successor(model: str) -> str | None:
    """Return what is named as the successor of a model; None where nothing is.

    Args:
        model: Its name, or that of a snapshot such as `gpt-4o-2024-08-06`.
    """
    known = [name for name in SUCCESSORS if model == name or model.startswith(f"{name}-20")]
    return SUCCESSORS[max(known, key=len)] if known else None
