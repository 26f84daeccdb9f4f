"""POST /audio/speech: tones of the length that the text takes to read aloud, in all six formats."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.audio.formats import ENCODERS
from fjcorp_openai.emulator.families.audio.waveform import RATE, speak
from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.family import Answer
from fjcorp_openai.emulator.generation.answers import count_tokens
from fjcorp_openai.emulator.http.errors import bad_request, empty_string, not_found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.emulator.http.request import Request

VOICES = frozenset(
    [
        "alloy",
        "ash",
        "ballad",
        "cedar",
        "coral",
        "echo",
        "fable",
        "marin",
        "nova",
        "onyx",
        "sage",
        "shimmer",
        "verse",
    ]
)  # fable, nova and onyx are missing from the document
_TOKENS_A_SECOND = 20
_EVENT_BYTES = 24_000


def create_speech(request: Request) -> Answer:
    """Answer POST /audio/speech.

    Raises:
        ApiError: 404 for an unknown model or custom voice; 400 for what does not fit the model.
    """
    body = request.body
    model, text = body["model"], body["input"]
    find_model(request, model, "speech")
    if not text.strip():
        raise empty_string("input")
    streams = body.get("stream_format") == "sse"
    if streams and model.startswith("tts-1"):
        raise bad_request(
            f"stream_format 'sse' is not supported by {model}.", "stream_format", "invalid_value"
        )
    samples = speak(text, _voice(request, body["voice"]), body.get("speed") or 1.0)
    media_type, encode = ENCODERS[body.get("response_format") or "mp3"]
    content = encode(samples, text)
    request.meter("audio_speeches", model=model, characters=len(text))
    if not streams:
        return Answer(content=content, media_type=media_type)
    spent, made = count_tokens(text), max(1, len(samples) * _TOKENS_A_SECOND // RATE)
    usage = {"input_tokens": spent, "output_tokens": made, "total_tokens": spent + made}
    return Answer(events=_events(content, usage), done=False)


def _voice(request: Request, voice: Any) -> str:
    if isinstance(voice, dict):
        found = request.store.get("voice", voice["id"], request.project_id)
        if found is None:
            raise not_found("voice", voice["id"], "voice")
        if found.get("type") == "prompt":
            raise bad_request("Voices made from a prompt can only be used in Live.", "voice", "invalid_value")
        return str(voice["id"])
    if voice not in VOICES:
        choices = ", ".join(f"'{each}'" for each in sorted(VOICES))
        raise bad_request(
            f"Invalid value: '{voice}'. Supported values are: {choices}.", "voice", "invalid_value"
        )
    return str(voice)


def _events(content: bytes, usage: dict[str, int]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(content), _EVENT_BYTES):
        part = base64.b64encode(content[start : start + _EVENT_BYTES]).decode()
        yield {"type": "speech.audio.delta", "audio": part}
    yield {"type": "speech.audio.done", "usage": usage}
