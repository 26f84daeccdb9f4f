"""Seeds: objects of an organization as a YAML file lists them, in whatever order."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.http.errors import ApiError
from fjcorp_openai.emulator.http.request import Context
from fjcorp_openai.emulator.state.seed_rows import check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fjcorp_openai.emulator.emulator import Emulator
    from fjcorp_openai.emulator.family import Family


class SeedError(ValueError):
    """A seed that cannot be read to the end; nothing of it was added."""


def seed(emulator: Emulator, sections: dict[str, Any]) -> None:
    """Add what a seed describes, all of it or nothing; a section comes after those that it refers to.

    Raises:
        SeedError: A section is unknown, or what it says cannot be.
    """
    if not isinstance(sections, dict):
        raise SeedError("a seed is a mapping of sections")
    seeders = {name: seeder for family in emulator.families for name, seeder in family.seeders.items()}
    unknown = sorted(set(sections) - set(seeders))
    if unknown:
        raise SeedError(f"unknown section {unknown[0]!r} of a seed; known: {', '.join(sorted(seeders))}")
    with emulator.store.transaction():
        for name in _order(emulator.families):
            if name not in sections or sections[name] is None:
                continue
            try:
                check(name, sections[name])
                seeders[name](Context(emulator), sections[name])
            except KeyError as error:
                raise SeedError(f"section {name!r} of the seed: missing or unknown: {error}") from error
            except (ApiError, ValueError, TypeError, AttributeError, OverflowError) as error:
                raise SeedError(f"section {name!r} of the seed: {error}") from error


def _order(families: Iterable[Family]) -> Iterable[str]:
    """Return the sections so that each comes after those it refers to."""
    before = {name: others for family in families for name, others in family.after.items()}
    return TopologicalSorter(before).static_order()


def one_of(value: str, name: str, known: Iterable[str]) -> str:
    """Return a value of a seed that must be one of some.

    Raises:
        ValueError: It is none of them.
    """
    if value not in known:
        raise ValueError(f"{name} is one of {', '.join(known)}, not {value!r}")
    return value
