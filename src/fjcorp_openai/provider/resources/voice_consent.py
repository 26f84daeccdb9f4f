"""`openai_voice_consent`: the recorded consent of a person whose voice is made into one of the API's.

Operations: POST and GET /audio/voice_consents, found in the pages of that list; GET, POST and DELETE
/audio/voice_consents/{consent_id}. The API gives no recording back. Needs a project key, and custom voices
are for organizations that were admitted to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.audio.container import measured
from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import file_sha256
from fjcorp_openai.provider.lifecycles.managed import Managed, Values, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema, required, result
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import length, matches, not_blank
from fjcorp_openai.provider.protocol.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.resource import Context, Plan

MOST_BYTES = 10 * 1024 * 1024
"""Bytes of a recording that the API takes."""


def recording_sha256() -> Attribute:
    """Return the schema of the digest of a recording."""
    return Attribute(
        STRING,
        "SHA-256 of the recording that was sent. Other bytes plan another object.",
        computed=True,
        stable=True,
    )


def plan_recording(plan: Plan, name: str, digest: str) -> None:
    """Plan another object when the bytes of a recording are others, and refuse what the API would refuse.

    Args:
        plan: The plan.
        name: The attribute that names the recording.
        digest: The attribute that holds its SHA-256.

    Raises:
        ProviderError: It cannot be read, is no audio, or is too large.
    """
    path = plan.proposed[name]
    if path is UNKNOWN:
        plan.set_unknown(digest)
        return
    if path is None:
        plan.proposed[digest] = None
        return
    fresh = file_sha256(path, (name,))
    if measured(expanded(path)) is None:
        raise ProviderError(f'"{path}" is no recording', "It is no audio that the API takes.", (name,))
    if expanded(path).stat().st_size > MOST_BYTES:
        raise ProviderError(f'"{path}" is larger than 10 MiB', "The API takes no more.", (name,))
    plan.proposed[digest] = fresh
    if plan.prior is not None:
        if fresh == plan.prior[digest]:
            # The same bytes elsewhere are no change.
            plan.proposed[name] = plan.prior[name]
        elif plan.prior[digest] is not None:
            plan.replace(digest)


class VoiceConsent(Managed):
    """The consent of a person whose voice is used."""

    type_name = "openai_voice_consent"
    noun = "voice consent"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Id of the consent (`cons_...`)."),
            "name": required(STRING, "Name of the consent; changed in place.", not_blank("a name")),
            "language": Attribute(
                STRING,
                "Language in which the phrase of consent is spoken, as a BCP 47 tag such as `en-US`.",
                required=True,
                replace=True,
                validators=[matches("[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", "a BCP 47 tag, such as en-US")],
            ),
            "recording": required(
                STRING, "The local recording in which the person consents, of at most 10 MiB.", length(1)
            ),
            "recording_sha256": recording_sha256(),
            "created_at": result(NUMBER, "Time of creation, in Unix seconds."),
        },
        description="The recorded consent of a person, which a custom voice needs.",
    )
    collection = "/audio/voice_consents"
    create_fields = ("name", "language")
    update_fields = ("name",)
    unique = ("name", "language")
    defaults_on_import: Mapping[str, Any] = {}  # type: ignore[misc]

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan another consent when the recording is another."""
        super().plan(plan, context)
        if not plan.is_destroy:
            plan_recording(plan, "recording", "recording_sha256")

    def create(self, planned: Values, context: Context) -> Values:
        """Send the recording, or adopt the consent that an interrupted run sent."""
        digest = file_sha256(planned["recording"], ("recording",))
        answer = context.api.upload(
            self.collection,
            self.body(planned, self.create_fields),
            expanded(planned["recording"]),
            "recording",
            natural_key=self._recognize(planned),
            resource=self.named(planned),
            sha256=digest,
        )
        return self.to_state(answer, {**planned, "recording_sha256": digest})
