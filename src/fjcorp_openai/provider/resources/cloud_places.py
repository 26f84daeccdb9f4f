"""What objects in a company's own cloud share: what says where they are depends on the kind of cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.organization.clouds import CLOUDS
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.validators import at_least_one_of, none_of, not_blank, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.provider.protocol.schema import Validator


def cloud_type(noun: str) -> Attribute:
    """Return the schema of `type`, the kind of cloud that a thing is in."""
    *names, last = (f"`{cloud}`" for cloud in CLOUDS)
    words = f"Cloud of the {noun}: {', '.join(names)} or {last}."
    return Attribute(STRING, words, required=True, replace=True, validators=[one_of(*CLOUDS)])


def place(words: str, *, computed: bool = False, rule: Validator | None = None) -> Attribute:
    """Return the schema of one thing that says where an object is."""
    return Attribute(
        STRING,
        words,
        optional=True,
        computed=computed,
        stable=computed,
        replace=True,
        validators=[rule or not_blank("text that is not blank")],
    )


def cloud_words(places: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what each name means, behind the clouds that have it."""
    told: dict[str, dict[str, list[str]]] = {}
    for cloud, names in places.items():
        for name, text in names.items():
            shown = f"{text[0].lower() if text[1].islower() else text[0]}{text[1:]}"
            told.setdefault(name, {}).setdefault(shown, []).append(CLOUDS[cloud])
    return {
        name: " ".join(f"{' and '.join(clouds)}: {text}" for text, clouds in texts.items())
        for name, texts in told.items()
    }


def cloud_rules(
    places: Mapping[str, Iterable[str]], more: Mapping[str, str] | None = None
) -> Iterator[Validator]:
    """Yield what each kind of cloud needs, and that it takes nothing of another one.

    Args:
        places: What has to be said, by the kind of cloud.
        more: What may be said besides.
    """
    more = more or {}
    every = dict.fromkeys([*(name for names in places.values() for name in names), *more.values()])
    for cloud, names in places.items():
        where = ("type", (cloud,))
        yield from (at_least_one_of(name, where=where) for name in names)
        yield none_of(*(name for name in every if name not in {*names, more.get(cloud)}), where=where)
