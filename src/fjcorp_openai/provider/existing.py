"""What a plan would make a second time: objects that exist under a natural key, and that nobody manages.

A state may be lost, or be read where the journal of a killed run is not. So before the first object is made,
the lists of the API show what there is, one list for all objects of a kind. What the state knows under
another address is no second one, and what the journal knows is adopted by the create itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import Forbidden, NotFound
from fjcorp_openai.api.journal import Journal
from fjcorp_openai.organization.guards import is_own_key
from fjcorp_openai.provider import resources
from fjcorp_openai.provider.lifecycles.managed import Managed
from fjcorp_openai.provider.lifecycles.secret_key import SecretKey
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.protocol.values import UNKNOWN
from fjcorp_openai.provider.registry import found
from fjcorp_openai.provider.resources.admin_api_key import in_use

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.api.journal import Entry

Values = dict[str, Any]

_CLOCK_SECONDS = 60.0
"""By how much the API's clocks may differ: the one that dates answers and those that date objects."""
_CREATED = ("created_at", "created")


@dataclass(frozen=True)
class Existing:
    """An object of which a plan would make another one.

    Attributes:
        address: Terraform's address of what is planned.
        kind: The resource type.
        name: The object, as messages name it.
        id: Its id at the API.
        import_id: What Terraform imports it by.
        created_at: Time of its creation in Unix seconds, where the API returns it.
        redacted: Both ends of a key; empty for other objects.
        held: Whether the key's place has its value; a value is shown once.
        in_use: Whether it is the key of this very run.
    """

    address: str
    kind: str
    name: str
    id: str
    import_id: str
    created_at: float | None
    redacted: str
    held: bool
    in_use: bool

    @property
    def is_key(self) -> bool:
        """Whether it has a value that the API shows once."""
        return bool(self.redacted)


def existing(
    document: Mapping[str, Any], api: Api, journal: Path, values: Mapping[str, str]
) -> list[Existing]:
    """Return what a plan would make a second time.

    Operations: GET of the collections of which the plan creates an object.

    Args:
        document: The plan, as `terraform show -json` prints it.
        api: A client with the keys of the run.
        journal: Folder of the create journal beside the state.
        values: Values of keys that stand where a key is to go, by address of the planned key.

    Raises:
        OpenAIError: A list could not be read, for another reason than that the key may not.
    """
    kinds = {each.type_name: each() for each in found(resources, Resource)}
    entries = document.get("resource_changes") or []
    known = {id_ for entry in entries for id_ in _ids(entry, kinds)}
    journalled = _Journalled(journal, api)
    made = []
    for entry in entries:
        resource = kinds.get(str(entry.get("type")))
        change = entry["change"]
        if change["actions"] != ["create"] or not isinstance(resource, Managed):
            continue
        planned = restored(change.get("after"), change.get("after_unknown"))
        for item in _twins(resource, planned, api):
            if item.get("id") in known or journalled.has(resource.collection_path(planned), item):
                continue
            redacted = str(item.get("redacted_value") or "") if isinstance(resource, SecretKey) else ""
            made.append(
                Existing(
                    address=str(entry["address"]),
                    kind=resource.type_name,
                    name=resource.named({**planned, resource.key: item["id"], "id": item["id"]}),
                    id=str(item["id"]),
                    import_id=resource.import_id(planned, item),
                    created_at=_created(item),
                    redacted=redacted,
                    held=is_own_key(redacted, values.get(str(entry["address"]))),
                    in_use=in_use(redacted, api),
                )
            )
    return made


def revoke(document: Mapping[str, Any], api: Api, one: Existing) -> None:
    """Make a key useless, so that another one can take its place.

    Raises:
        OpenAIError: The API refused.
    """
    for entry in document.get("resource_changes") or []:
        if entry["address"] == one.address:
            resource = next(each() for each in found(resources, Resource) if each.type_name == one.kind)
            if isinstance(resource, SecretKey):
                planned = restored(entry["change"].get("after"), entry["change"].get("after_unknown"))
                resource.revoke(one.id, planned, api)


def restored(after: Any, unknown: Any) -> Any:
    """Return planned values with UNKNOWN where the plan leaves them open."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict):
        known = after if isinstance(after, dict) else {}
        return {name: restored(known.get(name), unknown.get(name)) for name in {**known, **unknown}}
    if isinstance(unknown, list) and isinstance(after, list) and len(unknown) == len(after):
        return [restored(*pair) for pair in zip(after, unknown, strict=True)]
    return after


class _Journalled:
    """What the journal of earlier runs knows: the create itself sees to it."""

    def __init__(self, folder: Path, api: Api) -> None:
        self._journal, self._api = Journal(folder), api
        self._entries: dict[str, list[Entry]] = {}

    def has(self, path: str, item: Mapping[str, Any]) -> bool:
        if path not in self._entries:
            self._entries[path] = self._journal.left_behind(path, self._api.clock.now())
        created = _created(item)
        return any(
            entry.id == item.get("id")
            or (not entry.id and (created is None or created >= entry.time - _CLOCK_SECONDS))
            for entry in self._entries[path]
        )


def _twins(resource: Managed, planned: Values, api: Api) -> list[Mapping[str, Any]]:
    try:
        return resource.twins(planned, api)
    except (Forbidden, NotFound, OSError):
        # Not for this key, or in a parent that is not there: the create itself says what is wrong.
        return []


def _ids(entry: Mapping[str, Any], kinds: Mapping[str, Resource]) -> Iterator[Any]:
    """Yield the ids of what the state holds under an address, or is about to import."""
    resource, before = kinds.get(str(entry.get("type"))), entry["change"].get("before")
    if isinstance(resource, Managed) and isinstance(before, dict):
        yield from filter(None, (before.get(resource.key), before.get("previous_id")))


def _created(item: Mapping[str, Any]) -> float | None:
    times = (item.get(name) for name in _CREATED)
    return next((float(value) for value in times if isinstance(value, (int, float))), None)
