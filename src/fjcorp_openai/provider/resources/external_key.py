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
from fjcorp_openai.provider.protocol.validators import at_least_one_of, matches, none_of, not_blank, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api

_NAMES_A_PLACE = ("external_id", "audience")
"""What is the id of the organization, or of one of its projects."""
_CLOUDS = {"aws": "AWS", "gcp": "Google Cloud", "azure": "Azure", "oci": "Oracle Cloud"}
_IN_USE = "external_key_in_use"


def _own(cloud: str) -> set[str]:
    return {*PLACES[cloud], VERSIONS.get(cloud, "")}


def _place(cloud: str, text: str, name: str = "") -> Attribute:
    whose = matches(r"(org-|proj_)[A-Za-z0-9_-]+", "the id of an organization or of a project")
    return Attribute(
        STRING,
        f"{_CLOUDS[cloud]}: {text[0].lower() if text[1].islower() else text[0]}{text[1:]}",
        optional=True,
        replace=True,
        validators=[whose if name in _NAMES_A_PLACE else not_blank("text that is not blank")],
    )


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
            "type": Attribute(
                STRING,
                "Cloud of the key: `aws`, `gcp`, `azure` or `oci`.",
                required=True,
                replace=True,
                validators=[one_of(*PLACES)],
            ),
            "purpose": Attribute(
                STRING,
                "`ekm`, to encrypt what projects keep, or `psp_decryption`.",
                default="ekm",
                replace=True,
                validators=[one_of("ekm", "psp_decryption")],
            ),
            **{
                name: _place(cloud, text, name)
                for cloud, place in PLACES.items()
                for name, text in place.items()
            },
            **{
                name: _place(cloud, "Exact version of the key, for `psp_decryption` alone.")
                for cloud, name in VERSIONS.items()
            },
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
            *(
                at_least_one_of(name, where=("type", (cloud,)))
                for cloud, each in PLACES.items()
                for name in each
            ),
            *(
                none_of(*(name for name in FIELDS if name not in _own(cloud)), where=("type", (cloud,)))
                for cloud in PLACES
            ),
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
