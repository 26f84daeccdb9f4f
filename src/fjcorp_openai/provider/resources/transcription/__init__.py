"""`openai_transcription`: what is said in a recording, as text, segments, words and subtitles.

Operation: POST /audio/transcriptions, paid, once for each digest of the inputs; a long recording takes one
call for each piece. The API keeps nothing: the result is kept beside the state. Needs a project key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.digest import data_url
from fjcorp_openai.provider.lifecycles.kept_call import written as written_file
from fjcorp_openai.provider.lifecycles.managed import identifier
from fjcorp_openai.provider.lifecycles.one_shot import digest, triggers
from fjcorp_openai.provider.lifecycles.paid import paid_attributes
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema, optional
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import (
    at_most_one_of,
    between,
    each_element,
    each_key,
    length,
    matches,
    none_of,
    not_blank,
    one_of,
    whole,
)
from fjcorp_openai.provider.resources.transcription import models, written
from fjcorp_openai.provider.resources.transcription.recorded import Recorded, recording_inputs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, Path

_FORMATS = ("text", "json", "srt", "vtt", "verbose_json", "diarized_json")
_LANGUAGE = matches("[a-z]{2,3}", "a language in ISO 639, such as en")
_MODEL = Attribute(
    STRING,
    "The model. `whisper-1` gives segments and words with times, `gpt-4o-transcribe-diarize` speakers; all "
    "but `gpt-transcribe` are shut on 2027-02-26.",
    default="gpt-transcribe",
    validators=[not_blank("the name of a model")],
)


class Transcription(Recorded):
    """What is said in a recording."""

    type_name = "openai_transcription"
    noun = "transcription"
    kind = "transcription"
    does = "transcribe"
    operation = "POST /audio/transcriptions"
    consequence = (
        "gpt-transcribe is its successor. It says no times, words or speakers: subtitles are written here of "
        "short pieces, see chunk_seconds."
    )
    schema = Schema(
        {
            "id": identifier("Id of the kept result (`transcription-...`); the API gives none."),
            **recording_inputs(_MODEL, _FORMATS),
            "language": optional(STRING, "The language that is spoken, in ISO 639, such as `en`.", _LANGUAGE),
            "languages": optional(
                list_of(STRING),
                "The languages that may be spoken. gpt-transcribe alone takes them.",
                length(1),
                each_element(_LANGUAGE),
            ),
            "keywords": optional(
                list_of(STRING),
                "Words that may be said, such as names. gpt-transcribe alone takes them.",
                length(1),
                each_element(not_blank("a word")),
            ),
            "timestamp_granularities": optional(
                list_of(STRING),
                "`word` for the time of each word besides that of each `segment`. whisper-1 alone takes it.",
                length(1),
                each_element(one_of("word", "segment")),
            ),
            "include": optional(
                list_of(STRING),
                "`logprobs` for how sure the model was of each token. gpt-4o-transcribe and "
                "gpt-4o-mini-transcribe alone take it.",
                length(1),
                each_element(one_of("logprobs")),
            ),
            "chunking_strategy": optional(
                STRING,
                "How the API looks for pauses: `auto` or `server_vad`. The diarizing model needs one, and "
                "has `auto` when none is set.",
                one_of("auto", "server_vad"),
            ),
            "vad": optional(
                Nested(
                    "single",
                    {
                        "threshold": optional(NUMBER, "Loudness of speech, from 0 to 1.", between(0, 1)),
                        "prefix_padding_ms": optional(
                            NUMBER, "Milliseconds to take in before speech.", whole(), between(0)
                        ),
                        "silence_duration_ms": optional(
                            NUMBER, "Milliseconds of silence that end speech.", whole(), between(0)
                        ),
                    },
                ),
                "What counts as a pause with the chunking strategy `server_vad`.",
            ),
            "known_speakers": optional(
                map_of(STRING),
                "Up to 4 speakers: a local recording of 2 to 10 seconds by the name of who speaks in it. "
                "gpt-4o-transcribe-diarize alone takes them.",
                length(1, 4),
                each_key(not_blank("a name")),
            ),
            "triggers": triggers(),
            "digest": digest(),
            **paid_attributes(),
            **written_file(),
            **written.results(),
        },
        description="What is said in a recording: paid for once, and again only when the recording or an "
        "input changes.",
        validators=[
            at_most_one_of("language", "languages"),
            none_of("vad", where=("chunking_strategy", (None, "auto"))),
        ],
    )

    def unfit(self, values: Mapping[str, Any]) -> Iterable[Diagnostic]:
        """Return which inputs the model does not take."""
        return models.unfit(values)

    def files(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
        """Yield the recording, and those of the known speakers."""
        yield from super().files(values)
        for name, path in (values["known_speakers"] or {}).items():
            yield path, ("known_speakers", name)

    def fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of the call besides the file: the richest answer is asked for."""
        answer = models.abilities(values["model"]).answer
        speakers = values["known_speakers"] or {}
        asked = values["timestamp_granularities"]
        strategy: Any = values["chunking_strategy"] or ("auto" if answer == "diarized_json" else None)
        if strategy == "server_vad":
            strategy = {"type": strategy, **(values["vad"] or {})}
        return {
            **{name: values[name] for name in ("model", "language", "languages", "keywords", "prompt")},
            "temperature": values["temperature"],
            "include": values["include"],
            "response_format": answer,
            "timestamp_granularities": sorted({*asked, "segment"}) if asked else None,
            "chunking_strategy": strategy,
            "known_speaker_names": [*speakers] or None,
            "known_speaker_references": [data_url(path) for path in speakers.values()] or None,
        }
