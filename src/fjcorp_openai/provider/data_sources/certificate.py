"""Certificates by which clients may prove themselves (mutual TLS).

`openai_certificate(s)`: GET /organization/certificates; `openai_project_certificates`: GET
/organization/projects/{project_id}/certificates. They need an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import object_in
from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, Listed, OneData
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields
    from fjcorp_openai.provider.protocol.resource import Context

PATH = "/organization/certificates"
FIELDS: Fields = {
    "id": (STRING, "Id of the certificate."),
    "name": (STRING, "Name of the certificate."),
    "valid_at": (NUMBER, "Time from which it is valid, in Unix seconds."),
    "expires_at": (NUMBER, "Time of its end, in Unix seconds."),
    "created_at": (NUMBER, "Time of its upload in Unix seconds."),
    "active": (BOOL, "Whether it is active in the whole organization."),
}
IN_PROJECT: Fields = {**FIELDS, "active": (BOOL, "Whether it is active in the project.")}
KEYS: Keys = {
    "certificate_id": ("id", "Id of the certificate."),
    "name": ("name", "Name of the certificate."),
}


class _Certificate(Listed):
    """The list that the data sources read."""

    path, noun, fields = PATH, "certificate", FIELDS

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return the certificate with its dates beside its name."""
        details = object_in(item, "certificate_details")
        return {**item, **{name: details.get(name) for name in ("valid_at", "expires_at")}}


class CertificateData(_Certificate, OneData):
    """One certificate."""

    type_name = "openai_certificate"
    keys = KEYS
    description = "A certificate by which clients may prove themselves to the API (mutual TLS)."


class CertificatesData(_Certificate, ListData):
    """All certificates."""

    type_name = "openai_certificates"
    nouns = "certificates"
    description = "All certificates of the organization."


class ProjectCertificatesData(CertificatesData):
    """All certificates, as they are in a project."""

    type_name = "openai_project_certificates"
    path = "/organization/projects/{project_id}/certificates"
    fields = IN_PROJECT
    description = "All certificates of the organization, and whether each is active in a project."
