"""The life cycle of what holds several entries of the API's lists at once: some of them, or all.

Examples are the members of a group, the groups of a project and the roles of a person. One resource reads one
list for all of its entries. What it names is put there; what it named before and does not any more is taken
away. What it never named stays, unless it holds all there is.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import GONE
from fjcorp_openai.provider.lifecycles.managed import ApiResource, Values
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import BOOL
from fjcorp_openai.provider.protocol.values import is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

Item = dict[str, Any]
Key = tuple[str, ...]
"""What an entry is known by, whatever way it is written: ids of the API."""


def exclusive(what: str) -> Attribute:
    """Return the schema of `exclusive`.

    Args:
        what: The entries, such as `members`.
    """
    return Attribute(
        BOOL,
        f"Whether these {what} are all: others are removed. Without it, others stay as they are.",
        default=False,
    )


class Entries(ApiResource):
    """Entries of lists of the API.

    Attributes:
        held: Attributes that hold the entries; the order in them does not count.
        flags: Attributes that an import id may name after the first part, to be true after the import.
    """

    held: tuple[str, ...]
    flags: tuple[str, ...] = ()

    # What a resource says of its entries.

    @abstractmethod
    def wanted(self, values: Mapping[str, Any], api: Api) -> dict[Key, Item]:
        """Return the entries that the values name and that can be there, by key.

        Raises:
            ProviderError: One is named in a way that nobody knows.
        """

    @abstractmethod
    def present(self, values: Mapping[str, Any], api: Api) -> dict[Key, Item]:
        """Return the entries at the API, by key.

        Raises:
            NotFound: What they belong to is gone.
        """

    @abstractmethod
    def keys_of(self, state: Mapping[str, Any]) -> set[Key]:
        """Return the keys of the entries that a state names; no list is needed to know them."""

    @abstractmethod
    def alone(self, state: Mapping[str, Any], key: Key, api: Api) -> Item | None:
        """Ask for one entry by itself; None when it is proven to be gone."""

    @abstractmethod
    def to_state(self, values: Mapping[str, Any], there: Mapping[Key, Item], api: Api) -> Values:
        """Return the state: what the values name as far as it is there, and the rest where they hold all."""

    @abstractmethod
    def put(self, values: Mapping[str, Any], key: Key, entry: Item, context: Context) -> None:
        """Put an entry there."""

    @abstractmethod
    def take(self, values: Mapping[str, Any], key: Key, context: Context) -> None:
        """Take an entry away; one that is gone already counts as taken."""

    # What a resource may override.

    def holds_all(self, values: Mapping[str, Any]) -> bool:
        """Return whether entries that are not named are removed."""
        return bool(values.get("exclusive"))

    def put_all(self, values: Mapping[str, Any], entries: Mapping[Key, Item], context: Context) -> None:
        """Put entries there: one after the other, where the API has no call for several."""
        for key, entry in entries.items():
            self.put(values, key, entry, context)

    def take_all(self, values: Mapping[str, Any], keys: Iterable[Key], context: Context) -> None:
        """Take entries away: one after the other, where the API has no call for several."""
        for key in keys:
            self.take(values, key, context)

    def is_removable(self, key: Key, entry: Item, api: Api) -> bool:
        """Return whether an entry that nobody named can be removed at all."""
        return True

    def is_same(self, values: Mapping[str, Any], entry: Item, found: Item, api: Api) -> bool:
        """Return whether an entry of the same key is as it is wanted.

        Args:
            values: The values that name it.
            entry: As it is wanted.
            found: As it is at the API, or as other values name it.
            api: The client.
        """
        return True

    # The life cycle.

    def keep_spelling(self, plan: Plan, api: Api) -> None:
        """Plan no change of entries that are written in another order, or named in another way."""
        if not (plan.is_update and plan.prior) or not is_known([plan.proposed[name] for name in self.held]):
            return
        if any((plan.proposed[name] is None) != (plan.prior[name] is None) for name in self.held):
            return
        if not any(map(plan.changed, self.held)):
            return
        try:
            before, after = self.wanted(plan.prior, api), self.wanted(plan.proposed, api)
        except ProviderError:
            return
        same = before.keys() == after.keys() and all(
            self.is_same(plan.proposed, after[key], before[key], api) for key in after
        )
        if same and self.unresolved(plan.prior, api) == self.unresolved(plan.proposed, api):
            plan.proposed.update({name: plan.prior[name] for name in self.held})
            self.keep_found(plan)

    def keep_found(self, plan: Plan) -> None:
        """Keep what the API says, where nothing that somebody can set changes."""
        attributes = self.schema.attributes
        settable = [name for name, each in attributes.items() if each.required or each.optional]
        if plan.prior and not any(map(plan.changed, settable)):
            plan.proposed.update({name: plan.prior[name] for name in attributes.keys() - set(settable)})

    def unresolved(self, values: Mapping[str, Any], api: Api) -> set[str]:
        """Return what is named and cannot be there yet."""
        return set()

    def warn_of_others(self, plan: Plan, api: Api, place: str) -> None:
        """Name the entries that the plan removes though the state never held them.

        Args:
            plan: A plan that takes all entries over.
            api: The client.
            place: What the entries belong to, for the message.
        """
        before = plan.prior or {}
        if not self.holds_all(plan.proposed) or (plan.prior and self.holds_all(before)):
            return
        if not is_known([plan.proposed[name] for name in self.held]):
            return
        try:
            others = self._others(plan.proposed, self.present(plan.proposed, api), api)
        except GONE:
            return
        if others:
            names = ", ".join(str(each.get("shown")) for each in others.values())
            plan.warn(f"{len(others)} entries of {place} are not named and will be removed", names)

    def create(self, planned: Values, context: Context) -> Values:
        """Put there what is missing, and remove the others where the values hold all."""
        return self._change({}, planned, context)

    def read(self, state: Values, context: Context) -> Values | None:
        """List the entries, and ask alone for those that the list lacks; without any, the object is gone."""
        try:
            there = self.present(state, context.api)
        except GONE:
            return None
        for key in sorted(self.keys_of(state) - there.keys()):
            entry = self.alone(state, key, context.api)
            if entry is not None:
                there[key] = entry
        found = self.to_state(state, there, context.api)
        had, has = (any(values[name] for name in self.held) for values in (state, found))
        return None if had and not has else found

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Put there what is missing, and remove what is not named any more."""
        return self._change(prior, planned, context)

    def delete(self, state: Values, context: Context) -> None:
        """Remove what the state names, whatever a list shows by now."""
        self.take_all(state, sorted(self.keys_of(state)), context)

    def import_state(self, identifier: str, context: Context) -> Values:
        """Take what the entries belong to, and the attributes that are to be true."""
        first, *flags = identifier.split("/")
        if not first or set(flags) - set(self.flags):
            forms = "/".join(["id", *(f"[{name}]" for name in self.flags)])
            raise ProviderError(
                f"Cannot import {self.noun} {identifier}", f"The import id of {self.type_name} is {forms}."
            )
        false = {name: False for name in (*self.flags, "exclusive") if name in self.schema.attributes}
        return self.complete({"id": first, self.label: first} | false | dict.fromkeys(flags, True))

    # Helpers.

    def _change(self, prior: Values, planned: Values, context: Context) -> Values:
        api: Api = context.api
        there, wanted = self.present(planned, api), self.wanted(planned, api)
        missing = {
            key: entry
            for key, entry in wanted.items()
            if key not in there or not self.is_same(planned, entry, there[key], api)
        }
        self.put_all(planned, missing, context)
        leaving = self.keys_of(prior) - wanted.keys() if prior else set()
        leaving |= self._others(planned, there, api).keys()
        self.take_all(planned, sorted(leaving), context)
        return self.complete({**planned, "id": planned[self.label]} | self.resolved(planned, api))

    def resolved(self, values: Mapping[str, Any], api: Api) -> Values:
        """Return what the state keeps of entries beside the way they are written."""
        return {}

    def _others(self, values: Mapping[str, Any], there: Mapping[Key, Item], api: Api) -> dict[Key, Item]:
        if not self.holds_all(values):
            return {}
        wanted = self.wanted(values, api)
        return {
            key: entry
            for key, entry in there.items()
            if key not in wanted and self.is_removable(key, entry, api)
        }
