"""`openai_organization_certificates` and `openai_project_certificates`: which certificates are active.

Operations: POST /organization/certificates/activate and POST /organization/certificates/deactivate, ten at
once; found in the pages of GET /organization/certificates; the same below
/organization/projects/{project_id}. GET /organization/certificates/{certificate_id} proves that one is gone.
Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fjcorp_openai.api.errors import GONE, UnattributedNotFound
from fjcorp_openai.provider.lifecycles.entries import Entries, Item, Key
from fjcorp_openai.provider.lifecycles.managed import Values, found_alone, identifier
from fjcorp_openai.provider.lifecycles.setting import ORGANIZATION
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING, set_of
from fjcorp_openai.provider.protocol.validators import each_element, not_blank
from fjcorp_openai.provider.protocol.values import is_known
from fjcorp_openai.provider.resources.certificate import PATH
from fjcorp_openai.provider.resources.project_scope import project_id, require_project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

AT_ONCE = 10
"""Most certificates that one call turns on or off: the API refuses more."""


def certificate_ids(place: str) -> Attribute:
    """Return the schema of `certificate_ids`.

    Args:
        place: Where they are active, such as `the project`.
    """
    return Attribute(
        set_of(STRING),
        f"Ids of all certificates that are active in {place}, and no others.",
        required=True,
        validators=[each_element(not_blank("the id of a certificate"))],
    )


class ActiveCertificates(Entries):
    """The certificates that are active at a place; whichever is not among them is deactivated."""

    held = ("certificate_ids",)

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse places and certificates that there are none of, and name those that are deactivated."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        api: Api = context.api
        place = plan.proposed.get("project_id", ORGANIZATION)
        if isinstance(place, str):
            plan.proposed["id"] = place
        if not any(map(plan.changed, {"project_id", *self.held} & self.schema.attributes.keys())):
            return
        if "project_id" in self.schema.attributes:
            require_project(api, place, self.noun)
        wanted = plan.proposed["certificate_ids"]
        there = {each["id"] for each in api.list(PATH)}
        for id_ in wanted if is_known(wanted) else ():
            if id_ not in there and found_alone(api, PATH, id_) is None:
                raise ProviderError(
                    f"There is no certificate {id_}",
                    "Check the id; a certificate is uploaded by `openai_certificate`.",
                    ("certificate_ids",),
                )
        if isinstance(place, str):
            self.warn_of_others(plan, api, place if place == ORGANIZATION else f"project {place}")

    def holds_all(self, values: Mapping[str, Any]) -> bool:
        """Return whether there are values: then certificates that are not named are deactivated."""
        return bool(values)

    def wanted(self, values: Mapping[str, Any], api: Api) -> dict[Key, Item]:
        """Return the certificates that are named, by id."""
        return {(id_,): {"id": id_} for id_ in values["certificate_ids"] or []}

    def present(self, values: Mapping[str, Any], api: Api) -> dict[Key, Item]:
        """Return the certificates that are active at the place, by id."""
        listed = api.list(_path(values))
        return {
            (each["id"],): {**each, "shown": each.get("name") or each["id"]}
            for each in listed
            if each.get("active")
        }

    def keys_of(self, state: Mapping[str, Any]) -> set[Key]:
        """Return the ids in the state."""
        return {(id_,) for id_ in state["certificate_ids"] or []}

    def alone(self, state: Mapping[str, Any], key: Key, api: Api) -> Item | None:
        """Return a certificate that the list lacks wholly, and that is there; the list shows all others.

        Operation: GET /organization/certificates/{certificate_id}.
        """
        if any(each["id"] == key[0] for each in api.list(_path(state))):
            return None
        return found_alone(api, PATH, key[0])

    def to_state(self, values: Mapping[str, Any], there: Mapping[Key, Item], api: Api) -> Values:
        """Return the certificates that are active."""
        place = values.get("project_id", ORGANIZATION)
        return {**values, "id": place, "certificate_ids": [id_ for (id_,) in there]}

    def put(self, values: Mapping[str, Any], key: Key, entry: Item, context: Context) -> None:
        """Activate one certificate."""
        self.put_all(values, {key: entry}, context)

    def take(self, values: Mapping[str, Any], key: Key, context: Context) -> None:
        """Deactivate one certificate."""
        self.take_all(values, [key], context)

    def put_all(self, values: Mapping[str, Any], entries: Mapping[Key, Item], context: Context) -> None:
        """Activate certificates, ten in a call."""
        for ids in _tens(entries):
            context.api.post(f"{_path(values)}/activate", {"certificate_ids": ids}, retry_unsafe=True)

    def take_all(self, values: Mapping[str, Any], keys: Iterable[Key], context: Context) -> None:
        """Deactivate certificates, ten in a call; those that are proven to be gone are left out."""
        api: Api = context.api
        for ids in _tens(keys):
            try:
                _deactivate(values, ids, api)
            except GONE:
                return  # the project is archived, or gone
            except UnattributedNotFound:
                there = [id_ for id_ in ids if found_alone(api, PATH, id_)]
                if there == ids:
                    raise
                if there:
                    _deactivate(values, there, api)


class OrganizationCertificates(ActiveCertificates):
    """The certificates that are active in the whole organization."""

    type_name = "openai_organization_certificates"
    noun = "certificates of the organization"
    label = "id"
    schema = Schema(
        {"id": identifier("`organization`."), "certificate_ids": certificate_ids("the organization")},
        description="Exactly these certificates are active in the organization, which holds for all of its "
        "projects. The plan names every other one that it deactivates. Destroying deactivates these.",
    )


class ProjectCertificates(ActiveCertificates):
    """The certificates that are active in a project."""

    type_name = "openai_project_certificates"
    noun = "certificates of project"
    label = "project_id"
    schema = Schema(
        {
            "id": identifier("Id of the project."),
            "project_id": project_id(),
            "certificate_ids": certificate_ids("the project"),
        },
        description="Exactly these certificates are active in a project. The plan names every other one that "
        "it deactivates. Destroying deactivates these.",
    )


def _deactivate(values: Mapping[str, Any], ids: list[str], api: Api) -> None:
    api.post(f"{_path(values)}/deactivate", {"certificate_ids": ids}, retry_unsafe=True)


def _tens(keys: Iterable[Key]) -> Iterator[list[str]]:
    ids = [id_ for (id_,) in keys]
    yield from (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _path(values: Mapping[str, Any]) -> str:
    place = values.get("project_id")
    return f"/organization/projects/{quote(str(place), safe='')}/certificates" if place else PATH
