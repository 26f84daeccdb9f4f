"""How long the models last that items and states name, and what to use afterwards.

Operations: GET /models, and GET /models/{model} for one that the list lacks; both with the key of a project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.models import base
from fjcorp_openai.end_of_life.successors import successor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fjcorp_openai.api.client import Api

__all__ = ["EndOfLifeError", "named_models", "report", "successor"]

_NAMES = ("model", "model_id", "fine_tuned_model_id")
"""Members of items and of states that name a model."""

Item = dict[str, Any]


class EndOfLifeError(Exception):
    """The models could not be checked; the text says why."""


def named_models(value: Any) -> Iterator[str]:
    """Yield each model that an item, or the attributes of an object, name at any depth."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name in _NAMES and isinstance(each, str):
                if each.strip():
                    yield each
            else:
                yield from named_models(each)
    elif isinstance(value, list):
        for each in value:
            yield from named_models(each)


def report(places: Iterable[tuple[str, str]], api: Api, keys: Iterable[str] = ()) -> list[Item]:
    """Return a row for each model: those that end first, unknown ones before all others.

    Args:
        places: A model's name and where it is named, as often as it is.
        api: Client with a project key.
        keys: Keys of items that give a model, which are no names of models.

    Raises:
        EndOfLifeError: The models cannot be listed.
    """
    wanted: dict[str, list[str]] = {}
    given = set(keys)
    for name, place in places:
        if name not in given and place not in wanted.setdefault(name, []):
            wanted[name].append(place)
    rows = [_row(name, where, api) for name, where in wanted.items()]
    return sorted(rows, key=lambda row: (row["known"], row["shutdown_date"] or "9999", row["model"]))


def _row(name: str, where: list[str], api: Api) -> Item:
    standing = api.models.standing(name)
    if standing is None:
        raise EndOfLifeError(
            f"the models could not be listed: {api.models.failure() or 'no reason is known'}"
        )
    return {
        "model": name,
        "known": standing.known,
        "shutdown_date": None if standing.shutdown_date is None else standing.shutdown_date.isoformat(),
        "days_left": standing.days_left,
        "successor": successor(base(name)),
        "where": sorted(where),
    }
