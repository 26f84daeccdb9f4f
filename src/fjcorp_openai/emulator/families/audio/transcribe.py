"""POST /audio/transcriptions and /audio/translations: the text of a recording, in every format."""

from __future__ import annotations

import math
import re
import zlib
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.audio import transcripts
from fjcorp_openai.emulator.families.audio.reading import SUPPORTED, Recording, read
from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.family import Answer
from fjcorp_openai.emulator.generation.answers import count_tokens
from fjcorp_openai.emulator.http.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.emulator.http.request import Request

MOST_BYTES = 25 * 1024 * 1024
MOST_SECONDS = 1400
"""Longest recording that the gpt-4o models take in one call."""
_LONGEST_BLOCK_SECONDS = 30
"""What the diarizing model takes as one block, without a chunking strategy."""
_MOST_SPEAKERS = 4
_TOKENS_A_SECOND = 10


def transcribe(request: Request) -> Answer:
    """Answer POST /audio/transcriptions.

    Raises:
        ApiError: 404 for an unknown model; 400 for a file that is no audio or options the model lacks.
    """
    body = request.body
    model, shape = body["model"], body.get("response_format") or "json"
    find_model(request, model, "transcription")
    _check_options(body, model, shape)
    recording, text = _heard(request)
    _check_length(body, model, recording.seconds)
    if not recording.comment and body.get("prompt") and text:
        # The prompt steers spelling: its names come out as it writes them.
        text = _respell(text, body["prompt"])
    usage = _usage(model, recording, text)
    request.meter("audio_transcriptions", model=model, seconds=round(recording.seconds))
    if body.get("stream") and not model.startswith("whisper"):
        return Answer(events=_events(text, recording.seconds, model, usage, body), done=False)
    return _written(shape, text, recording.seconds, body, usage)


def translate(request: Request) -> Answer:
    """Answer POST /audio/translations; what is heard is taken for English already.

    Raises:
        ApiError: 404 for an unknown model; 400 for a file that is no audio.
    """
    body = request.body
    find_model(request, body["model"], "transcription")
    if not body["model"].startswith("whisper"):
        raise bad_request(f"Invalid 'model': '{body['model']}' does not translate.", "model", "invalid_value")
    recording, text = _heard(request)
    request.meter("audio_transcriptions", model=body["model"], seconds=round(recording.seconds))
    return _written(
        body.get("response_format") or "json", text, recording.seconds, body | {"language": "english"}, None
    )


def _check_options(body: dict[str, Any], model: str, shape: str) -> None:
    whisper, diarize = model.startswith("whisper"), "diarize" in model
    allowed = (
        ("json", "text", "srt", "verbose_json", "vtt")
        if whisper
        else (("json", "text", "diarized_json") if diarize else ("json", "text"))
    )
    if shape not in allowed:
        raise bad_request(
            f"response_format '{shape}' is not compatible with model '{model}'.",
            "response_format",
            "unsupported_value",
        )
    if body.get("timestamp_granularities") and shape != "verbose_json":
        raise bad_request(
            "Timestamp granularities are only supported with response_format=verbose_json.",
            "timestamp_granularities",
            "unsupported_value",
        )
    if body.get("include") and (diarize or not model.startswith("gpt-4o") or shape != "json"):
        raise bad_request(
            "Log probabilities need response_format=json and a gpt-4o transcription model.",
            "include",
            "unsupported_value",
        )
    if body.get("known_speaker_names") and not diarize:
        raise bad_request(
            f"known_speaker_names is not supported by '{model}'.", "known_speaker_names", "unsupported_value"
        )
    if len(body.get("known_speaker_names") or ()) > _MOST_SPEAKERS:
        raise bad_request(
            f"At most {_MOST_SPEAKERS} known speakers are supported.", "known_speaker_names", "invalid_value"
        )
    if body.get("prompt") and diarize:
        raise bad_request(f"'prompt' is not supported by '{model}'.", "prompt", "unsupported_value")
    if len(body.get("known_speaker_names") or ()) != len(body.get("known_speaker_references") or ()):
        raise bad_request(
            "known_speaker_names and known_speaker_references must have the same length.",
            "known_speaker_references",
            "invalid_value",
        )
    for name in ("keywords", "languages"):
        if body.get(name) and model != "gpt-transcribe":
            raise bad_request(f"'{name}' is not supported by '{model}'.", name, "unsupported_value")
    language = body.get("language")
    if language and not re.fullmatch(r"[a-z]{2,3}", language):
        raise bad_request(
            f"Invalid language '{language}'. Language must be in ISO-639 format.", "language", "invalid_value"
        )


def _check_length(body: dict[str, Any], model: str, seconds: float) -> None:
    if "diarize" in model and seconds > _LONGEST_BLOCK_SECONDS and not body.get("chunking_strategy"):
        raise bad_request(
            f"chunking_strategy is required for '{model}' with audio longer than "
            f"{_LONGEST_BLOCK_SECONDS} seconds.",
            "chunking_strategy",
            "missing_required_parameter",
        )
    if model.startswith("gpt-4o") and seconds > MOST_SECONDS:
        raise bad_request(
            f"audio duration {seconds:g} seconds is longer than {MOST_SECONDS} seconds which is the maximum "
            "for this model",
            "file",
            "invalid_value",
        )


def _heard(request: Request) -> tuple[Recording, str]:
    file = request.body["file"]
    if file.size > MOST_BYTES:
        raise bad_request(
            f"Maximum content size limit ({MOST_BYTES}) exceeded ({file.size} bytes read).", "file"
        )
    content = file.path.read_bytes()
    recording = read(content)
    if recording is None:
        raise bad_request(f"Invalid file format. Supported formats: {list(SUPPORTED)}", "file")
    if recording.seconds < 0.1:
        raise bad_request(
            "Audio file is too short. Minimum audio length is 0.1 seconds.", "file", "audio_too_short"
        )
    return recording, transcripts.transcribe(recording, content)


def _respell(text: str, prompt: str) -> str:
    names = {word.lower(): word for word in re.findall(r"\w+", prompt)}
    return re.sub(r"\w+", lambda found: names.get(found[0].lower(), found[0]), text)


def _usage(model: str, recording: Recording, text: str) -> dict[str, Any]:
    if model.startswith("whisper"):
        return {"type": "duration", "seconds": math.ceil(recording.seconds)}
    heard, written = max(1, round(recording.seconds * _TOKENS_A_SECOND)), count_tokens(text)
    return {
        "type": "tokens",
        "input_tokens": heard,
        "input_token_details": {"text_tokens": 0, "audio_tokens": heard},
        "output_tokens": written,
        "total_tokens": heard + written,
    }


def _written(
    shape: str, text: str, seconds: float, body: dict[str, Any], usage: dict[str, Any] | None
) -> Answer:
    if shape in {"text", "srt", "vtt"}:
        writer = {"text": lambda: text + "\n", "srt": lambda: transcripts.srt(text, seconds)}
        content = writer.get(shape, lambda: transcripts.vtt(text, seconds))()
        return Answer(content=content.encode(), media_type="text/plain; charset=utf-8")
    answer: dict[str, Any] = {"text": text}
    if shape == "verbose_json":
        answer |= _verbose(text, seconds, body)
    elif shape == "diarized_json":
        answer |= {"task": "transcribe", "duration": seconds, "segments": _speakers(text, seconds, body)}
    elif body["model"] == "gpt-transcribe":
        answer["languages"] = [
            {"code": code} for code in body.get("languages") or [body.get("language") or "en"]
        ]
    if body.get("include"):
        answer["logprobs"] = _logprobs(text)
    if usage is not None:
        answer["usage"] = usage
    return Answer(json=answer)


def _verbose(text: str, seconds: float, body: dict[str, Any]) -> dict[str, Any]:
    wanted = body.get("timestamp_granularities") or ["segment"]
    answer: dict[str, Any] = {"language": body.get("language") or "english", "duration": seconds}
    if "segment" in wanted:
        answer["segments"] = [
            {
                "id": number,
                "seek": 0,
                "start": segment.start,
                "end": segment.end,
                "text": segment.text,
                "tokens": [zlib.crc32(word.encode()) % 50_000 for word in segment.text.split()],
                "temperature": float(body.get("temperature") or 0),
                "avg_logprob": -0.25,
                "compression_ratio": round(len(segment.text) / len(zlib.compress(segment.text.encode())), 3),
                "no_speech_prob": 0.01,
            }
            for number, segment in enumerate(transcripts.segments(text, seconds))
        ]
    if "word" in wanted:
        answer["words"] = [
            {"word": word.text, "start": word.start, "end": word.end}
            for word in transcripts.words(text, seconds)
        ]
    return answer


def _speakers(text: str, seconds: float, body: dict[str, Any]) -> list[dict[str, Any]]:
    names = body.get("known_speaker_names") or ["A"]
    return [
        {
            "type": "transcript.text.segment",
            "id": f"seg_{number:03}",
            "start": segment.start,
            "end": segment.end,
            "text": segment.text,
            "speaker": names[number % len(names)],
        }
        for number, segment in enumerate(transcripts.segments(text, seconds))
    ]


def _logprobs(text: str) -> list[dict[str, Any]]:
    """Return a probability for each word, that differs from word to word."""
    return [
        {
            "token": token,
            "logprob": -(zlib.crc32(token.encode()) % 1000) / 2000,
            "bytes": list(token.encode()),
        }
        for token in re.findall(r"\s*\S+", text)
    ]


def _events(
    text: str, seconds: float, model: str, usage: dict[str, Any], body: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    if "diarize" in model:
        yield from _speakers(text, seconds, body)
    with_logprobs = bool(body.get("include"))
    for token in re.findall(r"\s*\S+", text):
        event = {"type": "transcript.text.delta", "delta": token}
        yield event | ({"logprobs": _logprobs(token)} if with_logprobs else {})
    done: dict[str, Any] = {"type": "transcript.text.done", "text": text, "usage": usage}
    yield done | ({"logprobs": _logprobs(text)} if with_logprobs else {})
