"""`openai_certificate`: a certificate by which clients may prove themselves (mutual TLS).

Operations: POST /organization/certificates, POST and DELETE /organization/certificates/{certificate_id};
found in the pages of GET /organization/certificates; GET /organization/certificates/{certificate_id} shows
the text of an imported one. Needs an admin key.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import object_in
from fjcorp_openai.api.errors import BadRequest
from fjcorp_openai.provider.lifecycles.managed import Managed, Values, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import Matches, not_blank
from fjcorp_openai.provider.protocol.values import is_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

PATH = "/organization/certificates"
ACTIVE = "certificate_active"
"""Code of the API's refusal to delete a certificate that counts somewhere."""
_PEM = r"\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*"
_SOON_DAYS = 30
_DAY = 86_400


class Certificate(Managed):
    """A certificate of the organization. It counts nowhere until it is active somewhere."""

    type_name = "openai_certificate"
    noun = "certificate"
    label = "name"
    create_before_destroy = (
        "The new certificate is active wherever the old one was before the old one is deleted."
    )
    schema = Schema(
        {
            "id": identifier("Id of the certificate (`cert_...`)."),
            "name": Attribute(
                STRING, "Name of the certificate.", required=True, validators=[not_blank("a name")]
            ),
            "certificate": Attribute(
                STRING,
                "The certificate as PEM text: one, and no private key. Another one plans another object.",
                required=True,
                replace=True,
                sensitive=True,
                validators=[Matches(_PEM, "one certificate as PEM text, without a private key", hidden=True)],
            ),
            "valid_at": Attribute(
                NUMBER, "Time from which it is valid, in Unix seconds.", computed=True, stable=True
            ),
            "expires_at": Attribute(NUMBER, "Time of its end, in Unix seconds.", computed=True, stable=True),
            "created_at": Attribute(
                NUMBER, "Time of its upload in Unix seconds.", computed=True, stable=True
            ),
        },
        description="A certificate by which clients may prove themselves to the API (mutual TLS). "
        "`openai_organization_certificates` and `openai_project_certificates` say where it is active. With "
        "`lifecycle { create_before_destroy = true }` it can be replaced or taken out while it is active.",
    )
    collection = PATH
    create_fields = ("certificate", "name")
    update_fields = ("name",)
    unique = ("name",)
    defaults_on_import: Mapping[str, Any] = {}  # type: ignore[misc]

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse what is no certificate, and warn of one that ends soon."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        text = plan.proposed["certificate"]
        if plan.prior and is_known(text) and _bare(text) == _bare(plan.prior["certificate"]):
            plan.keep("certificate")
        ends = plan.prior["expires_at"] if plan.prior else None
        if plan.changed("certificate"):
            ends = _end_of(text) if isinstance(text, str) else None
        if ends is None or not is_known(ends):
            return
        days = (ends - context.api.clock.now()) / _DAY
        if days < _SOON_DAYS:
            day = time.strftime("%Y-%m-%d", time.gmtime(ends))
            plan.warn(
                f'The certificate "{plan.proposed["name"]}" {"ends" if days > 0 else "ended"} on {day}',
                "Put a new one in its place. The API activates none that has ended.",
            )

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state; the text is the known one, and that of the API where none is."""
        details = object_in(answer, "certificate_details")
        told = {name: details.get(name) for name in ("valid_at", "expires_at")}
        content = known.get("certificate") or details.get("content")
        return super().to_state({**answer, **told, "certificate": content}, known)

    def read(self, state: Values, context: Context) -> Values | None:
        """Find the certificate in the list; of an imported one, ask for the text as well."""
        found = super().read(state, context)
        if found is not None and found["certificate"] is None:
            answer = context.api.get(self.item_path(found), {"include": ["content"]})
            found = self.to_state(answer, found)
        return found

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the certificate.

        Raises:
            ProviderError: It is active somewhere.
        """
        try:
            super().remove(state, api)
        except BadRequest as error:
            if error.code != ACTIVE and "active" not in error.message.lower():
                raise
            raise ProviderError(
                f"Cannot delete {self.named(state)}: it is active",
                "Take it out of the certificates of the organization and of each project first. One that is "
                f"replaced, or goes together with them, needs create_before_destroy = true. {error}",
            ) from error


def _bare(text: str | None) -> str:
    return "".join((text or "").split())


def _end_of(text: str) -> float:
    """Return when a certificate ends, in Unix seconds.

    Raises:
        ProviderError: The text is no certificate.
    """
    # Only a plan that uploads one needs it: the import costs as much as half of a start.
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificate(text.encode()).not_valid_after_utc.timestamp()
    except ValueError as error:
        raise ProviderError(
            "Not a certificate",
            "The PEM text holds no X.509 certificate that can be read.",
            ("certificate",),
        ) from error
