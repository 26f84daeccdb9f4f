"""Every resource, as tests and campaign know it: a file of this folder for each noun, found by itself.

A file has `NOUNS`, one for each resource type of the noun.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.subject import Noun, Subject


def _found() -> dict[str, Noun]:
    """Return every noun by its resource type."""
    files = sorted(each.name for each in pkgutil.iter_modules(__path__))
    nouns = [noun for file in files for noun in import_module(f"{__name__}.{file}").NOUNS]
    return {noun.type_name: noun for noun in nouns}


NOUNS = _found()
SUBJECTS: tuple[Subject, ...] = tuple(life for noun in NOUNS.values() for life in noun.lives)
"""What is created, changed and deleted."""
CALLS: tuple[Subject, ...] = tuple(call for noun in NOUNS.values() for call in noun.calls)
"""Calls that leave nothing at the API: what is shown is that the next run gets their answer."""
