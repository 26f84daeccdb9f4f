"""`openai_external_key`: a key of your own cloud, with which the API encrypts what it keeps for projects.

Operations: POST /organization/external_keys, DELETE /organization/external_keys/{external_key_id}; found in
the pages of GET /organization/external_keys. The API changes none. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import BadRequest, Conflict
from fjcorp_openai.organization.external_keys import FIELDS, PATH, PLACES, VERSIONS
from fjcorp_openai.provider.lifecycles.managed import Managed, deletion_protection, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import matches, none_of, not_blank, one_of
from fjcorp_openai.provider.resources.cloud_places import cloud_rules, cloud_type, cloud_words, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api

_NAMES_A_PLACE = ("external_id", "audience")
"""What is the id of the organization, or of one of its projects."""
_IN_USE = "external_key_in_use"
_WHOSE = matches(r"(org-|proj_)[A-Za-z0-9_-]+", "the id of an organization or of a project")
_VERSION = "Exact version of the key, for `psp_decryption` alone."
_WORDS = cloud_words(PLACES) | cloud_words({cloud: {name: _VERSION} for cloud, name in VERSIONS.items()})


class ExternalKey(Managed):
    """The registration of a key. The key itself stays in its cloud."""

    type_name = "openai_external_key"
    noun = "external key"
    label = "name"
    create_before_destroy = "Projects get the new key before the old one is taken out."
    schema = Schema(
        {
            "id": identifier("Id of the external key (`extkey_...`)."),
            "name": Attribute(
                STRING,
                "Name of the registration, as people see it.",
                required=True,
                replace=True,
                validators=[not_blank("a name that is not blank")],
            ),
            "type": cloud_type("key"),
            "purpose": Attribute(
                STRING,
                "`ekm`, to encrypt what projects keep, or `psp_decryption`.",
                default="ekm",
                replace=True,
                validators=[one_of("ekm", "psp_decryption")],
            ),
            **{name: place(_WORDS[name], rule=_WHOSE if name in _NAMES_A_PLACE else None) for name in FIELDS},
            "deletion_protection": deletion_protection("What projects keep is encrypted with this key."),
            "created_at": Attribute(
                NUMBER, "Time of its registration in Unix seconds.", computed=True, stable=True
            ),
        },
        description="A key of your own cloud with which the API encrypts what it keeps (Enterprise Key "
        "Management). `external_key_id` of a project says that it is used. The API tries it when it is "
        "registered, and changes no registration: another value plans another one. With "
        "`lifecycle { create_before_destroy = true }` it can be replaced while it is used.",
        validators=[
            *cloud_rules(PLACES, VERSIONS),
            none_of(*VERSIONS.values(), where=("purpose", ("ekm", None))),
        ],
    )
    collection = PATH
    create_fields = ("name", "type", "purpose", *FIELDS)
    unique = ("name",)

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
        """Return the state; a registration of former days has no purpose, which is to encrypt."""
        return super().to_state({**answer, "purpose": answer.get("purpose") or "ekm"}, known)

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Take the registration out.

        Raises:
            ProviderError: Projects use it.
        """
        try:
            super().remove(state, api)
        except (BadRequest, Conflict) as error:
            if error.code != _IN_USE and "in use" not in error.message.lower():
                raise
            raise ProviderError(
                f"Cannot delete {self.named(state)}: projects use it",
                "Give the projects another external_key_id, or archive them, first. One that is replaced "
                f"needs create_before_destroy = true. {error}",
            ) from error
