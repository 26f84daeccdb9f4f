"""What all resources share, and the life cycle of managed objects.

A managed resource is data (paths, names of fields) over the methods here; it overrides a method only where
its object is unlike the others. Archived or absent objects are gone, secrets that the API shows once stay as
they were shown, and an object that an interrupted run created is adopted rather than created twice.
"""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from fjcorp_openai.api.errors import NotFound, NotYetVisible
from fjcorp_openai.api.operation import filled
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import BOOL, STRING
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

Values = dict[str, Any]

IMPORTED = "imported"
"""Key in the private state of imported objects: their inputs were never seen, so none is missed."""


def identifier(description: str) -> Attribute:
    """Return the schema of the computed `id`."""
    return Attribute(STRING, description, computed=True, stable=True)


def deletion_protection(consequence: str) -> Attribute:
    """Return the schema of `deletion_protection`; the base class honors it wherever it stands."""
    return Attribute(
        BOOL,
        f"Refuse every plan that would delete or replace this object. {consequence} "
        "Set it to false and apply before deleting.",
        default=False,
    )


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it, without members null or left open. Zeros and false stay."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if each is not None and each is not UNKNOWN}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value


def alike(kept: Any, sent: Any) -> bool:
    """Return whether a value can be what the API keeps of another: white space and quotes may be gone."""
    if not isinstance(kept, str) or not isinstance(sent, str):
        return bool(kept == sent)
    return kept == sent or _bare(kept) == _bare(sent)


def _bare(text: str) -> str:
    return " ".join(re.sub("[\"']", "", text).split())


def found_alone(api: Api, path: str, id: str, key: str = "id") -> dict[str, Any] | None:  # noqa: A002
    """Return an object that a list lacks, asked for by itself; None when it is proven to be gone.

    Args:
        api: The client.
        path: Path of the list.
        id: The object's id; nothing for an object of which none is known.
        key: Field that holds the id.
    """
    try:
        return api.find(path, id, key=key) if id else None
    except NotFound:
        return None


class ApiResource(Resource):
    """A resource whose context holds an API client.

    Attributes:
        noun: What the object is called in messages, such as `project`.
        label: Attribute by which a person knows which object it is.
    """

    noun: ClassVar[str]
    label: ClassVar[str] = "id"

    def named(self, values: Mapping[str, Any]) -> str:
        """Return the object as messages name it, such as `project "Research" (proj_1)`."""
        label, identity = values.get(self.label), values.get("id")
        if isinstance(label, str) and label != identity:
            return f'{self.noun} "{label}"' + (f" ({identity})" if isinstance(identity, str) else "")
        return f"{self.noun} {identity}" if isinstance(identity, str) else self.noun

    def keeps_state(self, error: Exception) -> bool:
        """Return whether the API does not show the object yet, which was made just now."""
        return isinstance(error, NotYetVisible)

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse to delete or replace a protected object."""
        if plan.prior is None:
            return
        if plan.is_destroy:
            self.refuse_if_protected(plan.prior, "delete")
            return
        if plan.replacements or any(
            attribute.replace and plan.changed(name) for name, attribute in self.schema.attributes.items()
        ):
            self.refuse_if_protected(plan.prior, "replace")

    def refuse_if_protected(self, state: Mapping[str, Any], action: str) -> None:
        """Stop when the object in the state is protected.

        Args:
            state: The object's last state; what the configuration says by now does not count.
            action: `delete` or `replace`.

        Raises:
            ProviderError: The object has `deletion_protection`.
        """
        if state.get("deletion_protection"):
            raise ProviderError(
                f"Protected: cannot {action} {self.named(state)}",
                f"The {self.noun} has deletion_protection = true. To {action} it, first set "
                "deletion_protection = false and apply that change alone.",
                ("deletion_protection",),
            )

    def complete(self, values: Mapping[str, Any]) -> Values:
        """Return values with exactly the attributes of the schema, absent ones null."""
        return {name: values.get(name) for name in self.schema.attributes}


class CollectionItem(ApiResource):
    """An object in a collection of the API.

    Attributes:
        collection: Path of the collection; attributes in braces name its parents.
        key: Attribute that holds the object's own id at the API.
        import_parts: Attributes that an import id consists of, joined by `/`; the last ones may be left out
            if they have a default.
        defaults_on_import: Values of attributes that an import id does not name.
    """

    collection: ClassVar[str]
    key: ClassVar[str] = "id"
    import_parts: ClassVar[tuple[str, ...]] = ("id",)
    defaults_on_import: ClassVar[Mapping[str, Any]] = {}

    def collection_path(self, values: Mapping[str, Any]) -> str:
        """Return the path of the collection the object is in."""
        return filled(self.collection, values)

    def item_path(self, values: Mapping[str, Any]) -> str:
        """Return the path of the object."""
        return f"{self.collection_path(values)}/{quote(str(values[self.key]), safe=':')}"

    def parse_import_id(self, text: str) -> dict[str, str]:
        """Split an import id into its parts; `:` serves in place of `/` too.

        Raises:
            ProviderError: The id has another form.
        """
        names = self.import_parts
        if len(names) == 1:
            return {names[0]: text, self.key: text}
        parts = re.split(r"/" if "/" in text else r":", text, maxsplit=len(names) - 1)
        if len(parts) < self._least or not all(parts):
            raise ProviderError(
                f"Cannot import {self.noun} {text}",
                f"The import id of {self.type_name} is {' or '.join(self.import_forms())}.",
            )
        return dict(zip(names, parts, strict=False))

    def import_forms(self) -> list[str]:
        """Return the forms that an import id may have."""
        numbers = range(self._least, len(self.import_parts) + 1)
        return ["/".join(self.import_parts[:number]) for number in numbers]

    @property
    def _least(self) -> int:
        """Number of the parts that an import id must have."""
        return sum(name not in self.defaults_on_import for name in self.import_parts)


class Managed(CollectionItem):
    """An object that the API creates, reads, updates and deletes.

    Attributes:
        import_parts: Attributes that an import id consists of, joined by `/`; also the parts of `id`.
        create_fields: Attributes sent on creation.
        update_fields: Attributes sent on update, null when they were taken away.
        renamed: API names of attributes that are called otherwise here.
        once: Attributes that the API shows at creation only.
        unique: Attributes by which an object that an interrupted run created is known again.
        listed: Whether to read from the collection's list, one call for all objects; else one call for each.
        list_parameters: Query of that list.
        defaults_on_import: Attributes that only this provider knows, with their values after an import.
    """

    create_fields: ClassVar[tuple[str, ...]]
    update_fields: ClassVar[tuple[str, ...]] = ()
    renamed: ClassVar[Mapping[str, str]] = {}
    once: ClassVar[tuple[str, ...]] = ()
    unique: ClassVar[tuple[str, ...]] = ()
    listed: ClassVar[bool] = True
    list_parameters: ClassVar[Mapping[str, Any]] = {}
    defaults_on_import: ClassVar[Mapping[str, Any]] = {"deletion_protection": False}

    # What a resource may override.

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Return whether an object that the API still shows counts as gone, such as an archived one."""
        return answer.get("status") == "archived" or answer.get("archived_at") is not None

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state of an object.

        Args:
            answer: The API's object.
            known: What is known already: the plan at creation, else the last state.
        """
        state = self.complete(known)
        for name in self.schema.attributes:
            field = self.renamed.get(name, name)
            if field in answer and not (name in self.once and isinstance(known.get(name), str)):
                state[name] = answer[field]
        if self.key != "id":
            state[self.key] = answer.get("id", known.get(self.key))
            state["id"] = "/".join(str(state[part]) for part in self.import_parts)
        return {name: value if is_known(value) else None for name, value in state.items()}

    def fetch(self, state: Mapping[str, Any], api: Api) -> Mapping[str, Any]:
        """Return the API's object; not found is the API client's error."""
        path = self.collection_path(state)
        if self.listed:
            return api.find(path, state[self.key], params=dict(self.list_parameters))
        return api.get(self.item_path(state))

    def sent(self, name: str, value: Any) -> Any:
        """Return the value of an attribute as the API takes it; it is neither null nor unknown."""
        return plain(value)

    def body(self, values: Mapping[str, Any], fields: Iterable[str]) -> Values:
        """Return the JSON body of a create call."""
        return {
            self.renamed.get(name, name): self.sent(name, values[name])
            for name in fields
            if values[name] is not None and values[name] is not UNKNOWN
        }

    # The life cycle.

    def create(self, planned: Values, context: Context) -> Values:
        """Create the object, or adopt the one that an interrupted run created from the same input."""
        answer = context.api.create(
            self.collection_path(planned),
            self.body(planned, self.create_fields),
            natural_key=self._recognize(planned) if self.unique else None,
            resource=self.named(planned),
        )
        return self.to_state(answer, planned)

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the object's state, or None when it is gone."""
        api: Api = context.api
        try:
            answer = self.fetch(state, api)
        except NotFound:
            return None
        if self.is_gone(answer):
            return None
        api.confirm(state[self.key])
        return self.to_state(answer, state)

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Send the fields that changed; nothing when only this provider's own attributes did."""
        body = {
            self.renamed.get(name, name): None if planned[name] is None else self.sent(name, planned[name])
            for name in self.update_fields
            if planned[name] != prior.get(name) and is_known(planned[name])
        }
        if not body:
            return {name: value if is_known(value) else prior.get(name) for name, value in planned.items()}
        return self.to_state(context.api.post(self.item_path(prior), body, retry_unsafe=True), planned)

    def delete(self, state: Values, context: Context) -> None:
        """Delete the object; one that is gone already counts as deleted."""
        self.refuse_if_protected(state, "delete")
        with suppress(NotFound):
            self.remove(state, context.api)

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Make the API call that deletes the object."""
        api.delete(self.item_path(state))

    def import_state(self, identifier: str, context: Context) -> Values:
        """Return what `read` needs to find an object by its import id; Terraform reads it next.

        Raises:
            ProviderError: The id has another form.
        """
        context.private[IMPORTED] = b"1"
        return self.complete({**self.defaults_on_import, **self.parse_import_id(identifier)})

    # What exists.

    def twins(self, planned: Values, api: Api) -> list[Mapping[str, Any]]:
        """Return the objects of which a create would make another one; none where that is not known yet.

        Operation: GET of the collection, one list for all objects.
        """
        named = (*re.findall(r"{(\w+)}", self.collection), *self.unique)
        if not self.unique or not is_known({name: planned.get(name) for name in named}):
            return []
        fits = self._recognize(planned)
        listed = api.list(self.collection_path(planned), dict(self.list_parameters))
        return [each for each in listed if fits(each) and not self.is_gone(each)]

    def import_id(self, planned: Values, found: Mapping[str, Any]) -> str:
        """Return the import id of an object that `twins` found."""
        return "/".join(str(found["id"] if part == self.key else planned[part]) for part in self.import_parts)

    # Helpers.

    def _recognize(self, planned: Values) -> Callable[[Mapping[str, Any]], bool]:
        wanted = {self.renamed.get(name, name): planned[name] for name in self.unique}
        return lambda answer: all(alike(answer.get(name), value) for name, value in wanted.items())
