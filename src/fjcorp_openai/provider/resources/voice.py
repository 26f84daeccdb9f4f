"""`openai_voice`: a voice of one's own, made of a recorded sample or of a description.

Operations: POST /audio/voices, DELETE /audio/voices/{voice_id}. The API neither lists voices nor shows one,
so nothing is known of one that somebody else deleted, and none can be imported. Needs a project key, and
custom voices are for organizations that were admitted to them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import NotFound
from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import file_sha256
from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values, identifier, plain
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema, result
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import (
    at_most_one_of,
    exactly_one_of,
    length,
    not_blank,
    one_of,
)
from fjcorp_openai.provider.resources.voice_consent import plan_recording, recording_sha256

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_PATH = "/audio/voices"


def _fixed(description: str, *rules: Any) -> Attribute:
    """Return an input of which another value plans another voice."""
    return Attribute(STRING, description, optional=True, replace=True, validators=rules)


class Voice(ApiResource):
    """A voice of one's own."""

    type_name = "openai_voice"
    noun = "voice"
    label = "name"
    create_before_destroy = "Whoever speaks with the voice gets the new one before the old one goes."
    schema = Schema(
        {
            "id": identifier("Id of the voice (`voice_...`), as `openai_speech` takes it."),
            "name": Attribute(
                STRING, "Name of the voice.", required=True, replace=True, validators=[not_blank("a name")]
            ),
            "audio_sample": Attribute(
                STRING,
                "A local recording of the voice, of at most 10 MiB, with the speaker's `consent`.",
                optional=True,
                validators=[length(1)],
            ),
            "audio_sample_sha256": recording_sha256(),
            "consent": _fixed("Id of the speaker's consent (`cons_...`); see `openai_voice_consent`."),
            "prompt": _fixed(
                "A description of the voice, in place of a recording. Such voices speak in Live alone, not "
                "in speech.",
                not_blank("a description"),
            ),
            "model": _fixed(
                "The model that makes a voice of a description: `auto` or `2026-10-08`.",
                one_of("auto", "2026-10-08"),
            ),
            "script_hint": _fixed("What the voice is going to say, for instance.", not_blank("a text")),
            "created_at": result(NUMBER, "Time of creation, in Unix seconds."),
        },
        description="A voice of your own, of a recorded sample or of a description.",
        validators=[
            exactly_one_of("audio_sample", "prompt"),
            exactly_one_of("consent", "prompt"),
            at_most_one_of("audio_sample", "model"),
            at_most_one_of("audio_sample", "script_hint"),
        ],
    )

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan another voice when the sample is another."""
        super().plan(plan, context)
        if not plan.is_destroy:
            plan_recording(plan, "audio_sample", "audio_sample_sha256")

    def create(self, planned: Values, context: Context) -> Values:
        """Make the voice; whether one was made whose answer is lost, nobody can find out."""
        sample, digest = planned["audio_sample"], None
        if sample is None:
            names = ("name", "prompt", "model", "script_hint")
            body = plain({"type": "prompt", **{name: planned[name] for name in names}})
            answer = context.api.create(_PATH, body, natural_key=None, resource=self.named(planned))
        else:
            digest = file_sha256(sample, ("audio_sample",))
            fields = {"type": "audio_sample", "name": planned["name"], "consent": planned["consent"]}
            answer = context.api.upload(
                _PATH, fields, expanded(sample), "audio_sample", resource=self.named(planned), sha256=digest
            )
        about = {"id": answer["id"], "created_at": answer.get("created_at")}
        return self.complete({**planned, **about, "audio_sample_sha256": digest})

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the state as it is: the API does not show a voice."""
        context.api.confirm(state["id"])
        return state

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Take over where the sample lies."""
        return planned

    def delete(self, state: Values, context: Context) -> None:
        """Delete the voice; one that is gone already counts as deleted."""
        with suppress(NotFound):
            context.api.delete(f"{_PATH}/{quote(state['id'], safe='')}")

    def import_state(self, identifier: str, context: Context) -> Values:
        """Refuse: the API shows no voice.

        Raises:
            ProviderError: Always.
        """
        raise ProviderError(
            f"{self.type_name} cannot be imported",
            "The API shows no voice. Speech takes its id without this.",
        )
