"""What is written down of a recording: the answers for its pieces as one, and every form it is shown in."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import Answer, checked, malformed, object_in, objects_in, parsed, text_in
from fjcorp_openai.audio.subtitles import Segment, spread, srt, vtt
from fjcorp_openai.provider.lifecycles.kept_call import Output
from fjcorp_openai.provider.protocol.schema import Attribute, result
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of, object_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fjcorp_openai.audio.cutting import Piece

Document = dict[str, Any]

CONTENT_TYPES = {
    "text": "text/plain; charset=utf-8",
    "json": "application/json",
    "verbose_json": "application/json",
    "diarized_json": "application/json",
    "srt": "application/x-subrip",
    "vtt": "text/vtt",
}
SUBTITLES = ("srt", "vtt")
_ENDINGS = {".json": "json", ".srt": "srt", ".vtt": "vtt"}
_TOLD = ("text", "detected_languages", "seconds", "segments", "words", "speakers", "logprobs", "usage")
"""What a file in JSON holds, where it is known."""
_SAID = ("text", "segments", "words", "logprobs")
"""What holds the words that were said."""

_AMOUNTS = ("seconds", "input_tokens", "audio_tokens", "output_tokens", "total_tokens")

_SEGMENT = object_of({"start": NUMBER, "end": NUMBER, "text": STRING, "speaker": STRING})
_WORD = object_of({"start": NUMBER, "end": NUMBER, "word": STRING})
_LOGPROB = object_of({"token": STRING, "logprob": NUMBER})
_USAGE = object_of({"type": STRING} | dict.fromkeys(_AMOUNTS, NUMBER))


def results() -> dict[str, Attribute]:
    """Return the schema of what was written down."""
    return {
        "text": result(STRING, "What was said; null with `sensitive`."),
        "sensitive_text": Attribute(
            STRING, "What was said, with `sensitive`.", computed=True, stable=True, sensitive=True
        ),
        "segments": result(
            list_of(_SEGMENT),
            "What was said when, in seconds from the beginning, and by whom; where the model says so.",
        ),
        "words": result(list_of(_WORD), "Each word with its time; where it was asked for."),
        "logprobs": result(
            list_of(_LOGPROB), "How sure the model was of each token (`logprob`); where it was asked for."
        ),
        "detected_languages": result(list_of(STRING), "Languages that were heard; where the model says so."),
        "speakers": result(list_of(STRING), "Who was heard; where the model says so."),
        "seconds": result(NUMBER, "Length of the recording."),
        "parts": result(NUMBER, "Calls that the recording took."),
        "usage": result(_USAGE, "What was paid for: seconds or tokens, of all calls together."),
    }


def kept_part(answer: Mapping[str, Any]) -> bytes:
    """Return an answer of the API as it is kept."""
    return json.dumps(dict(answer), ensure_ascii=False).encode()


def document(
    parts: Sequence[bytes], pieces: Sequence[Piece], known_speakers: Iterable[str], operation: str
) -> Document:
    """Return the answers for the pieces of a recording as one, with times from its beginning.

    Args:
        parts: The answers, as they were kept.
        pieces: What they are about.
        known_speakers: Names of speakers, which mean the same person in every piece.
        operation: The call, for errors.

    Raises:
        MalformedAnswer: An answer is not as the API answers.
    """
    known, answers = frozenset(known_speakers), [_read(each, operation) for each in parts]
    several = len(parts) > 1
    found: Document = {
        name: [] for name in ("segments", "words", "logprobs", "detected_languages", "speakers")
    }
    texts: list[dict[str, Any]] = []
    for number, (answer, piece) in enumerate(zip(answers, pieces, strict=True), 1):
        text = text_in(answer, "text").strip()
        texts.append({"start": piece.start, "seconds": piece.seconds, "text": text})
        for each in _objects(answer, "segments"):
            speaker = each.get("speaker")
            if several and speaker and speaker not in known:
                speaker = f"{speaker} (part {number})"
            times = _moved(each, piece.start)
            found["segments"].append({**times, "text": text_in(each, "text").strip(), "speaker": speaker})
        found["words"] += [
            {**_moved(each, piece.start), "word": text_in(each, "word")} for each in _objects(answer, "words")
        ]
        found["logprobs"] += [
            {"token": text_in(each, "token"), "logprob": _number(each, "logprob")}
            for each in _objects(answer, "logprobs")
        ]
        heard = [text_in(each, "code") for each in _objects(answer, "languages")]
        heard = heard or [str(answer.get("language") or "")]
        found["detected_languages"] += [
            each for each in heard if each and each not in found["detected_languages"]
        ]
    found["speakers"] = sorted({each["speaker"] for each in found["segments"] if each["speaker"]})
    return {
        "text": " ".join(each["text"] for each in texts if each["text"]),
        **{name: values or None for name, values in found.items()},
        "usage": _usage(answers),
        "parts": len(parts),
        "pieces": texts,
    }


def shown(found: Mapping[str, Any], *, sensitive: bool) -> dict[str, Any]:
    """Return what the state shows; of a sensitive recording the text alone, where Terraform hides it."""
    names = (
        "text",
        "segments",
        "words",
        "logprobs",
        "detected_languages",
        "speakers",
        "seconds",
        "parts",
        "usage",
    )
    values = {name: found.get(name) for name in names}
    text = values["text"]
    if sensitive:
        values |= dict.fromkeys(_SAID)
    return {**values, "sensitive_text": text if sensitive else None}


def form(values: Mapping[str, Any]) -> str:
    """Return the format of the output file: the one that is set, else that of its ending, else text."""
    if values["response_format"] is not None:
        return str(values["response_format"])
    return _ENDINGS.get(PurePath(str(values["output_file"])).suffix.lower(), "text")


def output(found: Mapping[str, Any], kind: str) -> Output | None:
    """Return the output file in a format; None when what is left of a result does not have the times."""
    if kind in SUBTITLES:
        segments = _segments(found)
        if segments is None:
            return None
        text = srt(segments) if kind == "srt" else vtt(segments)
    elif kind == "text":
        text = f"{found['text']}\n"
    else:
        told = {name: found[name] for name in _TOLD if found.get(name) is not None}
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    return Output(text.encode(), CONTENT_TYPES[kind])


def _segments(found: Mapping[str, Any]) -> list[Segment] | None:
    """Return the segments of the model, else the sentences of each piece spread over its time."""
    if found.get("segments"):
        return [
            Segment(float(each["start"]), float(each["end"]), each["text"], each["speaker"] or "")
            for each in found["segments"]
        ]
    pieces = found.get("pieces")
    if pieces is None:
        return None
    return [
        segment for each in pieces for segment in spread(each["text"], each["start"], each["seconds"] or 0.0)
    ]


def _read(part: bytes, operation: str) -> Answer:
    answer: Any = parsed(part, operation)
    return checked(answer)


def _objects(answer: Mapping[str, Any], name: str) -> list[Any]:
    return objects_in(answer, name) if answer.get(name) is not None else []


def _number(each: Mapping[str, Any], name: str) -> float:
    value = each[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise malformed(getattr(each, "operation", "the API"), f"no number in `{name}`")
    return float(value)


def _moved(each: Mapping[str, Any], start: float) -> dict[str, float]:
    return {name: round(start + _number(each, name), 3) for name in ("start", "end")}


def _usage(answers: Iterable[Answer]) -> dict[str, Any] | None:
    told = [usage for answer in answers if (usage := object_in(answer, "usage"))]
    if not told:
        return None
    sums: dict[str, Any] = {"type": told[0].get("type")}
    for name in _AMOUNTS:
        parts = [object_in(each, "input_token_details") if name == "audio_tokens" else each for each in told]
        numbers = [_number(each, name) for each in parts if each.get(name) is not None]
        sums[name] = sum(numbers) if numbers else None
    return sums
