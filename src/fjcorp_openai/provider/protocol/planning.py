"""The plan of one change: defaults, what becomes unknown, what forces a replacement."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.schema import Nested, objects
from fjcorp_openai.provider.protocol.values import UNKNOWN, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fjcorp_openai.provider.protocol.diagnostics import Report
    from fjcorp_openai.provider.protocol.schema import Attribute, Schema


class _Proposed(dict[str, Any]):
    """The proposed values; remembers which ones a resource's own plan has set."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.touched: set[str] = set()

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        self.touched.add(name)

    def update(self, *values: Any, **named: Any) -> None:
        for name, value in dict(*values, **named).items():
            self[name] = value


class Plan:
    """One object's planned change, for `Resource.plan` to adjust.

    Attributes:
        prior: The state before; None for a create.
        config: What the user wrote, write-only values included; empty for a destroy.
        proposed: The values after; may be changed where the schema says computed. Empty for a destroy.
        private: Bytes by name that Terraform keeps beside the state.
        replacements: Names of the attributes that force a replacement.
    """

    def __init__(
        self,
        schema: Schema,
        prior: dict[str, Any] | None,
        config: dict[str, Any] | None,
        proposed: dict[str, Any] | None,
        private: dict[str, bytes],
        report: Report,
    ) -> None:
        """Take what Terraform proposes; the protocol layer does it."""
        self.prior = prior
        self.config = config or {}
        self.proposed: dict[str, Any] = _Proposed(proposed or {})
        self.private = private
        self.replacements: set[str] = set()
        self.is_create = prior is None
        self.is_destroy = proposed is None
        self.is_update = not self.is_create and not self.is_destroy
        self._schema = schema
        self._report = report

    def changed(self, name: str) -> bool:
        """Return whether an attribute differs from the state; true for all of a create."""
        if self.prior is None:
            return True
        kind = self._schema.attributes[name].value_type
        return not same(self.prior.get(name), self.proposed.get(name), kind)

    def replace(self, name: str) -> None:
        """Have the object replaced because of an attribute."""
        if self.is_update:
            self.replacements.add(name)

    def keep(self, name: str) -> None:
        """Leave a configured attribute as it is in the state, where it is set in both.

        What the difference had made unknown is known again, unless there is another one.
        """
        if self.prior is None or self.prior.get(name) is None or self.config.get(name) is None:
            return
        self.proposed[name] = self.prior[name]
        open_ = {
            each
            for each in self._schema.attributes
            if self.proposed[each] is UNKNOWN and self.config.get(each) is None
        }
        if not any(self.changed(each) for each in self._schema.attributes.keys() - open_):
            for each in open_:
                dict.__setitem__(self.proposed, each, self.prior[each])

    def set_unknown(self, name: str) -> None:
        """Say that an attribute's value is known only after apply."""
        self.proposed[name] = UNKNOWN

    def warn(self, summary: str, detail: str = "") -> None:
        """Show the user a warning."""
        self._report.warn(summary, detail)

    def prepare(self) -> None:
        """Put the defaults in, then mark the computed values that the change makes unknown."""
        if self.is_destroy:
            return
        attributes = self._schema.attributes
        values = {**self.proposed, **_with_defaults(attributes, self.config, self.proposed)}
        self.proposed = _Proposed(values)
        if self._differs():
            self._mark()

    def finish(self) -> None:
        """Mark what the resource's own plan made unknown, and collect the schema's replacements."""
        if self.is_destroy:
            return
        if self.is_update and self._differs():
            self._mark()
            for name, attribute in self._schema.attributes.items():
                if attribute.replace and self.changed(name):
                    self.replacements.add(name)

    def _differs(self) -> bool:
        return any(map(self.changed, self._schema.attributes))

    def _mark(self) -> None:
        touched = self.proposed.touched if isinstance(self.proposed, _Proposed) else set()
        values = _marked(self._schema.attributes, self.config, self.proposed, self.prior)
        for name in values.keys() - touched:
            dict.__setitem__(self.proposed, name, values[name])


def without_write_only(attributes: Mapping[str, Attribute], values: dict[str, Any]) -> dict[str, Any]:
    """Return values with the write-only ones null at every depth."""
    result = dict(values)
    for name, attribute in attributes.items():
        if attribute.write_only:
            result[name] = None
        elif isinstance(attribute.type, Nested) and _holds_write_only(attribute.type):
            result[name] = deepcopy(values.get(name))
            for _unused, each in objects(attribute.type, result[name]):
                each.update(without_write_only(attribute.type.attributes, each))
    return result


def with_write_only(
    attributes: Mapping[str, Attribute], values: dict[str, Any], config: dict[str, Any]
) -> dict[str, Any]:
    """Return values with the write-only ones taken from the configuration at every depth."""
    result = dict(values)
    for name, attribute in attributes.items():
        if attribute.write_only:
            result[name] = config.get(name)
        elif isinstance(attribute.type, Nested) and _holds_write_only(attribute.type):
            result[name] = deepcopy(values.get(name))
            origins = dict(_pairs(attribute.type, result[name], config.get(name)))
            for path, each in objects(attribute.type, result[name]):
                each.update(with_write_only(attribute.type.attributes, each, origins.get(path) or {}))
    return result


def write_only_paths(
    attributes: Mapping[str, Attribute], values: dict[str, Any], path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths of the write-only attributes that are set."""
    for name, attribute in attributes.items():
        if attribute.write_only and values.get(name) is not None:
            yield (*path, name)
        elif isinstance(attribute.type, Nested):
            for inner, each in objects(attribute.type, values.get(name)):
                yield from write_only_paths(attribute.type.attributes, each, (*path, name, *inner))


def _holds_write_only(nested: Nested) -> bool:
    return any(
        each.write_only or (isinstance(each.type, Nested) and _holds_write_only(each.type))
        for each in nested.attributes.values()
    )


def _with_defaults(
    attributes: Mapping[str, Attribute], config: Mapping[str, Any], proposed: Mapping[str, Any]
) -> dict[str, Any]:
    result = dict(proposed)
    for name, attribute in attributes.items():
        if attribute.write_only:
            result[name] = None
        elif config.get(name) is None and attribute.default is not None:
            result[name] = deepcopy(attribute.default)
        elif isinstance(attribute.type, Nested) and config.get(name) is not None:
            result[name] = deepcopy(result.get(name))
            origins = dict(_pairs(attribute.type, result[name], config[name]))
            for path, each in objects(attribute.type, result[name]):
                each.update(_with_defaults(attribute.type.attributes, origins.get(path) or {}, each))
    return result


def _marked(
    attributes: Mapping[str, Attribute],
    config: Mapping[str, Any],
    proposed: Mapping[str, Any],
    prior: Mapping[str, Any] | None,
) -> dict[str, Any]:
    result = dict(proposed)
    for name, attribute in attributes.items():
        value, nested = result.get(name), attribute.type
        if config.get(name) is None:
            if attribute.computed and attribute.default is None and (prior is None or not attribute.stable):
                result[name] = UNKNOWN
        elif isinstance(nested, Nested):
            result[name] = value = deepcopy(value)
            origins = dict(_pairs(nested, value, config[name]))
            priors = dict(_pairs(nested, value, (prior or {}).get(name)))
            for path, each in objects(nested, value):
                each.update(_marked(nested.attributes, origins.get(path) or {}, each, priors.get(path)))
    return result


def _pairs(nested: Nested, value: Any, others: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the path of each object in `value` with the object in `others` that it corresponds to."""
    if nested.mode != "set":
        yield from objects(nested, others)
        return
    rest = [each for _unused, each in objects(nested, others)]
    for path, each in objects(nested, value):
        for position, other in enumerate(rest):
            if _corresponds(nested.attributes, each, other):
                del rest[position]
                yield path, other
                break


def _corresponds(attributes: Mapping[str, Attribute], left: dict[str, Any], right: dict[str, Any]) -> bool:
    """Return whether two elements of a set are the same one: alike in all that the user sets."""
    for name, attribute in attributes.items():
        one, other = left.get(name), right.get(name)
        open_end = attribute.computed and (not attribute.optional or one is None or other is None)
        if not (attribute.write_only or open_end or _alike(attribute, one, other)):
            return False
    return True


def _alike(attribute: Attribute, left: Any, right: Any) -> bool:
    nested = attribute.type
    if not isinstance(nested, Nested) or any(each is None or each is UNKNOWN for each in (left, right)):
        return same(left, right, attribute.value_type)
    others = dict(_pairs(nested, left, right))
    return len(left) == len(right) and all(
        path in others and _corresponds(nested.attributes, each, others[path])
        for path, each in objects(nested, left)
    )
