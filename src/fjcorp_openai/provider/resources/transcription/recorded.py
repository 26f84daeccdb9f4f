"""What transcriptions and translations share: a recording goes out in pieces, and text comes back."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.home import expanded
from fjcorp_openai.money.usage import Usage, of_answer
from fjcorp_openai.provider.lifecycles.kept_call import KeptCall, Output, overwrite
from fjcorp_openai.provider.lifecycles.managed import Values, plain
from fjcorp_openai.provider.lifecycles.paid_parts import paid_parts
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, optional, required
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import between, length, not_blank, one_of
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.transcription import written
from fjcorp_openai.provider.resources.transcription.models import MOST_SECONDS, abilities
from fjcorp_openai.provider.resources.transcription.recordings import cut
from fjcorp_openai.provider.resources.transcription.recordings import length as length_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.provider.lifecycles.kept_results import KeptResult
    from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, Path
    from fjcorp_openai.provider.protocol.resource import Context, Plan
    from fjcorp_openai.provider.resources.transcription.recordings import Pieces

_SHOWN = ("text", "sensitive_text", "segments", "words", "logprobs")
_EVEN_SECONDS = 60
"""Pieces that are longer say too little about when each sentence was said."""


def recording_inputs(model: Attribute, formats: tuple[str, ...]) -> dict[str, Attribute]:
    """Return the schema of the inputs that both have.

    Args:
        model: The attribute `model`.
        formats: What `response_format` may be.
    """
    return {
        "file": required(
            STRING,
            "The local recording: flac, mp3, mp4, m4a, ogg, wav or webm. WAV and MP3 that are too long for "
            "one call (25 MiB, or 23 minutes with some models) go out in pieces; make one of them of other "
            "long files.",
            length(1),
        ),
        "model": model,
        "prompt": optional(
            STRING, "Names and words as they are spelled, or the style that is wanted.", not_blank("a text")
        ),
        "temperature": optional(NUMBER, "Randomness, from 0 to 1.", between(0, 1)),
        "chunk_seconds": optional(
            NUMBER,
            "Longest piece, in seconds, that the recording is cut into, from 5 to 1380. Short ones, such as "
            "20, give subtitles of models that say no times their times.",
            between(5, MOST_SECONDS),
        ),
        "response_format": optional(
            STRING,
            f"Format of `output_file`: {', '.join(f'`{each}`' for each in formats[:-1])} or `{formats[-1]}`; "
            "by its ending when not set. Subtitles are written here, for every model. Another one needs no "
            "call.",
            one_of(*formats),
        ),
        "output_file": optional(
            STRING,
            "A local file for what was said, written wholly or not at all, with mode 0600. Another place "
            "needs no call.",
            length(1),
        ),
        "overwrite": overwrite(),
        "sensitive": Attribute(
            BOOL,
            "Keep what was said out of plans and outputs: `sensitive_text` holds it in place of `text`, "
            "`segments`, `words` and `logprobs`.",
            default=False,
        ),
    }


def usage_at_most(model: str, seconds: float | None) -> Usage:
    """Return what a recording uses at most.

    Args:
        model: The model that transcribes or translates it.
        seconds: Its length; None where it does not say.
    """
    if not abilities(model).billed_by_the_minute:
        hint = "gpt-transcribe is billed by the minute"
        return Usage(model, {"audio_input_tokens": None, "output_tokens": None}, hint=hint)
    minutes = None if seconds is None else math.ceil(seconds / 0.6) / 100
    return Usage(model, {"audio_minutes": minutes}, hint="take a WAV or MP3 file, which says its length")


class Recorded(KeptCall):
    """Text that is made of a recording.

    Attributes:
        does: What the model does, such as `transcribe`.
    """

    outside_digest = frozenset({"output_file", "overwrite", "response_format", "sensitive"})
    reshaping = frozenset({"output_file", "response_format", "sensitive"})
    does: ClassVar[str]

    def fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of the call besides the file."""
        raise NotImplementedError

    def unfit(self, values: Mapping[str, Any]) -> Iterable[Diagnostic]:
        """Return which inputs the model does not take."""
        return ()

    def validate(self, config: dict[str, Any]) -> Iterable[Diagnostic]:
        """Return which inputs the model does not take; a model that is not set is the default one."""
        model = self.schema.attributes["model"].default if config["model"] is None else config["model"]
        return self.unfit({**config, "model": model})

    def files(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
        """Yield the recording."""
        yield values["file"], ("file",)

    def estimate(self, values: Mapping[str, Any]) -> Usage:
        """Return what the recording uses at most: minutes, or tokens that nothing bounds."""
        pieces = self._pieces(values)
        if pieces is None or pieces.seconds is None:
            return usage_at_most(values["model"], None)
        return usage_at_most(values["model"], sum(math.ceil(each.seconds) for each in pieces.pieces))

    def used(self, state: Mapping[str, Any]) -> Usage | None:
        """Return the minutes or tokens that the API says, else the minutes of the recording."""
        model, told = state["model"], state.get("usage") or {}
        if not abilities(model).billed_by_the_minute:
            sound = {"audio_tokens": told.get("audio_tokens")}
            return of_answer(model, {**told, "input_token_details": sound})
        seconds = state["seconds"] if told.get("seconds") is None else told["seconds"]
        return None if seconds is None else of_answer(model, {"seconds": seconds})

    def question(self, planned: Values) -> str:
        """Return which model is asked about how much."""
        model, pieces = planned["model"], self._pieces(planned)
        name = model if isinstance(model, str) else "a model known after apply"
        if pieces is None:
            return f"{name} to {self.does} a recording"
        return f"{name} to {self.does} {expanded(pieces.path).name}, {length_in_words(pieces.seconds)}"

    def paid_for(self, planned: Values) -> str:
        """Return the calls and the length of a recording that takes several calls."""
        pieces = self._pieces(planned)
        if pieces is None or len(pieces.pieces) == 1:
            return ""
        return f"{len(pieces.pieces)} calls, {length_in_words(pieces.seconds)} of audio"

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse a recording that cannot be sent before anything is paid, and say what to expect of it."""
        pieces = None if plan.is_destroy else self._pieces(plan.proposed)
        super().plan(plan, context)
        if pieces is not None and (plan.is_create or "digest" in plan.replacements):
            self._say_what_to_expect(plan, pieces)

    def make(
        self, planned: Values, context: Context, kept: KeptResult
    ) -> tuple[dict[str, Any], bytes | None]:
        """Have each piece of the recording written down, and put them together."""
        pieces = self._pieces(planned)
        if pieces is None:  # pragma: no cover - all is known at apply
            raise AssertionError
        fields = plain(self.fields(planned))
        parts = paid_parts(
            f"{self.noun} of {expanded(pieces.path).name}",
            [
                (f"{each.offset}-{each.size}", partial(self._ask, pieces, number, fields, context))
                for number, each in enumerate(pieces.pieces)
            ],
            kept,
            context,
        )
        document = written.document(parts, pieces.pieces, planned.get("known_speakers") or (), self.operation)
        about = {"source": expanded(pieces.path).name, "seconds": pieces.seconds}
        return {**document, **about, "sensitive": planned["sensitive"]}, None

    def shown(self, document: Mapping[str, Any], values: Mapping[str, Any]) -> Values:
        """Return what was said."""
        return written.shown(document, sensitive=values["sensitive"] is True)

    def shown_anew(self, plan: Plan) -> tuple[str, ...]:
        """Return what `sensitive` hides or shows."""
        shown = _SHOWN if plan.changed("sensitive") else ()
        return tuple(name for name in shown if name in self.schema.attributes)

    def known(self, state: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the result as far as the state has it."""
        text = state["text"] if state["text"] is not None else state["sensitive_text"]
        return None if text is None else {**state, "text": text}

    def output(
        self, document: Mapping[str, Any], content: bytes | None, values: Mapping[str, Any]
    ) -> Output | None:
        """Return what was said in the format of the output file."""
        return written.output(document, written.form(values))

    def _pieces(self, values: Mapping[str, Any]) -> Pieces | None:
        """Return the recording in pieces; None while one of the inputs that say so is unknown.

        Raises:
            ProviderError: It cannot be sent.
        """
        if not is_known({name: values[name] for name in ("file", "model", "chunk_seconds")}):
            return None
        bounds = [abilities(values["model"]).most_seconds, values["chunk_seconds"]]
        return cut(values["file"], min((float(each) for each in bounds if each is not None), default=None))

    def _ask(self, pieces: Pieces, number: int, fields: Mapping[str, Any], context: Context) -> bytes:
        try:
            piece = pieces.held(number)
        except OSError as error:
            raise ProviderError(
                f'Cannot read the file "{pieces.path}"', f"{error.strerror or error}.", ("file",)
            ) from None
        path = self.operation.partition(" ")[2]
        answer = context.api.post_form(path, fields, piece, "file", seconds=pieces.waits(number))
        part = written.kept_part(answer)
        # What cannot be read is not kept: it would be in the way of every try.
        written.document([part], [pieces.pieces[number]], (), self.operation)
        return part

    def _say_what_to_expect(self, plan: Plan, pieces: Pieces) -> None:
        values, number = plan.proposed, len(pieces.pieces)
        answer = abilities(values["model"]).answer
        if number > 1 and answer == "diarized_json":
            plan.warn(
                f"The recording goes out in {number} pieces",
                "A speaker who is not in known_speakers has a label in each piece, such as `A (part 2)`: who "
                "is the same person is not known.",
            )
        longest = max(each.seconds for each in pieces.pieces)
        has_path = isinstance(values["output_file"], str) and is_known(values["response_format"])
        if (
            has_path
            and answer == "json"
            and written.form(values) in written.SUBTITLES
            and longest > _EVEN_SECONDS
        ):
            plan.warn(
                f"{values['model']} says no times",
                f"Each sentence gets its share of the time of its piece, up to {longest:.0f} s. With "
                "chunk_seconds = 20, the pieces are short, and so are the errors.",
            )
