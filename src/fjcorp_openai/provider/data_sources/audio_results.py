"""`openai_audio_result` and `openai_audio_results`: speech, transcriptions and translations of this state.

What POST /audio/speech, POST /audio/transcriptions and POST /audio/translations answered. The API lists
nothing of it, so what is kept beside the state is read; no call is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.data_sources.base import computed, listed, listing, only, pick
from fjcorp_openai.provider.lifecycles.kept_results import KeptResults
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Schema, optional, required
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import length, one_of

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

KINDS = ("speech", "transcription", "translation")
FIELDS: Fields = {
    "id": (STRING, "Id of the result, as its resource has it."),
    "kind": (STRING, "`speech`, `transcription` or `translation`."),
    "digest": (STRING, "SHA-256 of the inputs that it was made from."),
    "model": (STRING, "Model that made it."),
    "created_at": (NUMBER, "When it came, in Unix seconds."),
    "source": (STRING, "Name of the file that it was made from; null for a text that is written in place."),
    "seconds": (NUMBER, "Length of the recording; null for speech."),
    "characters": (NUMBER, "Characters that were read aloud; null for the others."),
    "parts": (NUMBER, "Paid calls that it took."),
    "output_file": (STRING, "File that it was written to."),
    "output_sha256": (STRING, "SHA-256 of that file, as it was written."),
    "bytes": (NUMBER, "Size of that file, in bytes."),
    "text": (STRING, "What was said; null for speech, and where it is `sensitive`."),
}


def _kept(context: Context) -> list[dict[str, Any]]:
    """Return the results, the oldest first."""
    documents = [each.document() for each in KeptResults.of(context.api.settings.journal_dir).all()]
    found = [each for each in documents if each is not None and each.get("kind") in KINDS]
    shown = [{**each, "text": None} if each.get("sensitive") else each for each in found]
    return sorted(shown, key=lambda each: (each["created_at"], each["id"]))


class AudioResultsData(DataSource):
    """The results that are kept beside the state."""

    type_name = "openai_audio_results"
    schema = Schema(
        {
            **listing(FIELDS, "results"),
            "kind": optional(
                STRING,
                "Only results of this kind: `speech`, `transcription` or `translation`.",
                one_of(*KINDS),
            ),
            "model": optional(STRING, "Only results of this model.", length(1)),
        },
        description="Speech, transcriptions and translations of this state. The API lists nothing of it: the "
        "results that are kept beside the state are read, without a call.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the results."""
        wanted = {name: config[name] for name in ("kind", "model") if config[name]}
        found = [
            each for each in _kept(context) if all(each[name] == value for name, value in wanted.items())
        ]
        return config | listed(found, FIELDS, "results")


class AudioResultData(DataSource):
    """One result that is kept beside the state."""

    type_name = "openai_audio_result"
    schema = Schema(
        {
            **computed({name: each for name, each in FIELDS.items() if name != "id"}),
            "id": required(STRING, "Id of the result, such as `transcription-...`.", length(1)),
        },
        description="One result that is kept beside the state, by its id.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the result."""
        found = [each for each in _kept(context) if each["id"] == config["id"]]
        return config | pick(only(found, "result of audio", f'with id "{config["id"]}"'), FIELDS)
