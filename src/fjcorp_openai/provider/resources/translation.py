"""`openai_translation`: what is said in a recording, in English.

Operation: POST /audio/translations, paid, once for each digest of the inputs; a long recording takes one call
for each piece. It ends on 2027-02-26. The API keeps nothing: the result is kept beside the state. Needs a
project key.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.kept_call import written as written_file
from fjcorp_openai.provider.lifecycles.managed import identifier
from fjcorp_openai.provider.lifecycles.one_shot import digest, triggers
from fjcorp_openai.provider.lifecycles.paid import paid_attributes
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import matches
from fjcorp_openai.provider.resources.transcription import written
from fjcorp_openai.provider.resources.transcription.recorded import Recorded, recording_inputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.resource import Context, Plan

END = date(2027, 2, 26)
"""Day on which POST /audio/translations ends."""
AFTERWARDS = (
    "Then transcribe the recording with openai_transcription, and have a model translate its text with "
    "openai_chat_completion."
)
_MODEL = Attribute(
    STRING,
    "The model; `whisper-1` alone translates. It is shut on 2027-02-26, and the operation with it.",
    default="whisper-1",
    validators=[matches(r"whisper-\S+", "a model that translates, such as whisper-1")],
)

_NEVER = frozenset({"words", "logprobs", "speakers", "usage"})
"""What the operation never returns."""


class Translation(Recorded):
    """What is said in a recording, in English."""

    type_name = "openai_translation"
    noun = "translation"
    kind = "translation"
    does = "translate"
    operation = "POST /audio/translations"
    consequence = AFTERWARDS
    schema = Schema(
        {
            "id": identifier("Id of the kept result (`translation-...`); the API gives none."),
            **recording_inputs(_MODEL, ("text", "json", "srt", "vtt", "verbose_json")),
            "triggers": triggers(),
            "digest": digest(),
            **paid_attributes(),
            **written_file(),
            **{name: each for name, each in written.results().items() if name not in _NEVER},
        },
        description="What is said in a recording, in English, until the API ends this on 2027-02-26: paid "
        "for once, and again only when the recording or an input changes.",
    )

    def plan(self, plan: Plan, context: Context) -> None:
        """Say when the operation ends, and what to use afterwards.

        Raises:
            ProviderError: It has ended.
        """
        super().plan(plan, context)
        if not (plan.is_create or "digest" in plan.replacements):
            return
        try:
            today = datetime.fromtimestamp(context.api.clock.now(), UTC).date()
        except ConfigurationUnknown:
            return
        left = (END - today).days
        if left <= 0:
            raise ProviderError(f"The API translates no recordings since {END}", AFTERWARDS)
        plan.warn(f"{self.operation} ends on {END}, in {left} day{'' if left == 1 else 's'}", AFTERWARDS)

    def fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of the call besides the file: the richest answer is asked for."""
        asked = {name: values[name] for name in ("model", "prompt", "temperature")}
        return {**asked, "response_format": "verbose_json"}
