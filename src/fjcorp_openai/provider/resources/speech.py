"""`openai_speech`: a text read aloud, in a local audio file.

Operation: POST /audio/speech, paid, once for each digest of the inputs; a long text takes one call for each
4,096 characters. The API keeps nothing: the result is kept beside the state. Needs a project key.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import malformed
from fjcorp_openai.audio.joining import JOINED
from fjcorp_openai.audio.sentences import split
from fjcorp_openai.home import expanded
from fjcorp_openai.money import bounds
from fjcorp_openai.money.usage import Usage
from fjcorp_openai.provider.lifecycles.digest import text_sha256
from fjcorp_openai.provider.lifecycles.kept_call import KeptCall, Output, overwrite, written
from fjcorp_openai.provider.lifecycles.managed import Values, identifier, plain
from fjcorp_openai.provider.lifecycles.one_shot import digest, triggers
from fjcorp_openai.provider.lifecycles.paid import paid_attributes
from fjcorp_openai.provider.lifecycles.paid_parts import paid_parts
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema, optional, required, result
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import between, exactly_one_of, length, not_blank, one_of
from fjcorp_openai.provider.protocol.values import is_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fjcorp_openai.provider.lifecycles.kept_results import KeptResult
    from fjcorp_openai.provider.protocol.diagnostics import Path
    from fjcorp_openai.provider.protocol.resource import Context, Plan

MOST_CHARACTERS = 4096
"""Characters that one call takes."""
CONTENT_TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
_MOST_BYTES = 4
"""Bytes of a character, and so its tokens, at most."""
_VOICE_ID = "voice_"
_CHARACTERS_A_SECOND = 12.0
"""Fewer than are read aloud in a second at the usual speed, so that a bound of time is never too small."""


class Speech(KeptCall):
    """A text read aloud."""

    type_name = "openai_speech"
    noun = "speech"
    kind = "speech"
    operation = "POST /audio/speech"
    consequence = (
        "No model of /audio/speech is announced for the time after; gpt-audio and gpt-realtime speak through "
        "chat completions and the Realtime API. Files that were made stay."
    )
    schema = Schema(
        {
            "id": identifier("Id of the kept result (`speech-...`); the API gives none."),
            "input": optional(
                STRING,
                "The text. One of more than 4,096 characters is split at sentences, read in several calls "
                "and joined.",
                not_blank("a text"),
            ),
            "input_file": optional(
                STRING, "A local file with the text, in UTF-8, in place of `input`.", length(1)
            ),
            "model": Attribute(
                STRING,
                "The model. All that read aloud are shut on 2027-01-06.",
                default="gpt-4o-mini-tts",
                validators=[not_blank("the name of a model")],
            ),
            "voice": Attribute(
                STRING,
                "A voice, such as `alloy`, `marin` or `cedar`, or the id of one of your own (`voice_...`).",
                default="alloy",
                validators=[not_blank("a voice")],
            ),
            "instructions": optional(
                STRING,
                "How to read, such as `Calm and friendly.`. The tts-1 models follow none.",
                not_blank("a text"),
            ),
            "speed": optional(NUMBER, "Speed, from 0.25 to 4; 1 when not set.", between(0.25, 4)),
            "response_format": Attribute(
                STRING,
                "Format of the file: `mp3`, `opus`, `aac`, `flac`, `wav` or `pcm` (24 kHz, 16 bits, no "
                "header). The parts of a long text are joined in all but `flac`.",
                default="mp3",
                validators=[one_of(*CONTENT_TYPES)],
            ),
            "output_file": required(
                STRING,
                "The local file, written wholly or not at all, with mode 0600. Another place needs no call.",
                length(1),
            ),
            "overwrite": overwrite(),
            "triggers": triggers(),
            "digest": digest(),
            **paid_attributes(),
            **written(),
            "characters": result(NUMBER, "Characters that were read aloud."),
            "parts": result(NUMBER, "Calls that the text took."),
        },
        description="A text read aloud into a local file: paid for once, and again only when its inputs "
        "change.",
        validators=[exactly_one_of("input", "input_file")],
    )

    def files(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
        """Yield the file with the text."""
        if values["input_file"] is not None:
            yield values["input_file"], ("input_file",)

    def estimate(self, values: Mapping[str, Any]) -> Usage:
        """Return what reading uses at most: characters, or tokens of which nothing bounds those of sound."""
        characters = len(_text(values))
        return usage_at_most(values["model"], characters, len(_pieces(values)), values["instructions"] or "")

    def used(self, state: Mapping[str, Any]) -> Usage | None:
        """Return the characters; the API does not say how many tokens of sound it wrote."""
        model, characters = state["model"], state["characters"]
        return Usage(model, {"characters": characters}, counted=True) if _by_characters(model) else None

    def question(self, planned: Values) -> str:
        """Return which model reads how much."""
        model, characters = planned["model"], _characters(planned)
        name = model if isinstance(model, str) else "a model known after apply"
        return name if characters is None else f"{name} to read {characters:,} characters aloud"

    def paid_for(self, planned: Values) -> str:
        """Return the calls and characters of a text that takes several calls."""
        characters = _characters(planned)
        if characters is None or characters <= MOST_CHARACTERS:
            return ""
        return f"{len(_pieces(planned))} calls, {characters:,} characters"

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse what cannot be read or joined before anything is paid."""
        if not plan.is_destroy and _characters(plan.proposed) is not None:
            _check(plan.proposed)
        super().plan(plan, context)

    def make(
        self, planned: Values, context: Context, kept: KeptResult
    ) -> tuple[dict[str, Any], bytes | None]:
        """Have each piece of the text read, and join them."""
        _check(planned)
        pieces = _pieces(planned)
        parts = paid_parts(
            self.named(planned),
            [(text_sha256(each)[:16], partial(_read_aloud, each, planned, context)) for each in pieces],
            kept,
            context,
        )
        try:
            content = parts[0] if len(parts) == 1 else JOINED[planned["response_format"]](parts)
        except ValueError as error:
            raise ProviderError(
                "The API's answer is malformed", f"The parts of the speech cannot be joined: {error}."
            ) from None
        return {"source": _source(planned), "characters": len(_text(planned)), "parts": len(parts)}, content

    def shown(self, document: Mapping[str, Any], values: Mapping[str, Any]) -> Values:
        """Return how much was read in how many calls."""
        return {name: document.get(name) for name in ("characters", "parts")}

    def known(self, state: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the result without its bytes, which no state holds."""
        return {name: state[name] for name in ("id", "created_at", "digest", "model", "characters", "parts")}

    def output(
        self, document: Mapping[str, Any], content: bytes | None, values: Mapping[str, Any]
    ) -> Output | None:
        """Return the audio, if its bytes are here."""
        return None if content is None else Output(content, CONTENT_TYPES[values["response_format"]])


def usage_at_most(model: str, characters: int, calls: int, instructions: str = "") -> Usage:
    """Return what reading a text aloud uses at most.

    Args:
        model: The model.
        characters: Characters of the text.
        calls: Calls that it takes.
        instructions: How to read, which each call is given.
    """
    if _by_characters(model):
        return Usage(model, {"characters": characters})
    read = characters * _MOST_BYTES + calls * (bounds.text(instructions) + bounds.FRAME_TOKENS)
    hint = "the tts-1 models are billed by the character"
    return Usage(model, {"input_tokens": read, "output_tokens": None}, hint=hint)


def _by_characters(model: str) -> bool:
    return model.startswith("tts-1")


def _characters(values: Mapping[str, Any]) -> int | None:
    """Return how many characters are read; None where the text is not known yet."""
    return len(_text(values)) if is_known({name: values[name] for name in ("input", "input_file")}) else None


def _text(values: Mapping[str, Any]) -> str:
    """Return the text.

    Raises:
        ProviderError: Its file cannot be read, or is no text.
    """
    path: str | None = values["input_file"]
    if path is None:
        return str(values["input"])
    try:
        return expanded(path).read_text("utf-8")
    except OSError as error:
        raise ProviderError(
            f'Cannot read the file "{path}"', f"{error.strerror or error}.", ("input_file",)
        ) from None
    except UnicodeDecodeError:
        raise ProviderError(f'"{path}" is no text', "It is not UTF-8.", ("input_file",)) from None


def _pieces(values: Mapping[str, Any]) -> list[str]:
    return split(_text(values), MOST_CHARACTERS)


def _check(values: Mapping[str, Any]) -> None:
    pieces = _pieces(values)
    if not pieces:
        raise ProviderError(f'"{values["input_file"]}" holds no text', "Nothing to read.", ("input_file",))
    form = values["response_format"]
    if len(pieces) > 1 and is_known(form) and form not in JOINED:
        raise ProviderError(
            f"The parts of a long text cannot be joined as {form}",
            f"It has more than {MOST_CHARACTERS:,} characters, so it takes {len(pieces)} calls. Choose one "
            f"of {', '.join(sorted(JOINED))}; wav loses nothing either.",
            ("response_format",),
        )


def _source(values: Mapping[str, Any]) -> str | None:
    path: str | None = values["input_file"]
    return None if path is None else expanded(path).name


def _read_aloud(text: str, values: Mapping[str, Any], context: Context) -> bytes:
    voice = values["voice"]
    body = plain(
        {
            "model": values["model"],
            "input": text,
            "voice": {"id": voice} if voice.startswith(_VOICE_ID) else voice,
            "instructions": values["instructions"],
            "speed": values["speed"],
            "response_format": values["response_format"],
        }
    )
    seconds = len(text) / _CHARACTERS_A_SECOND / float(values["speed"] or 1)
    content: bytes = context.api.post_for_content("/audio/speech", body, seconds=60 + seconds)
    if not content:
        raise malformed("POST /audio/speech", "no audio")
    return content
