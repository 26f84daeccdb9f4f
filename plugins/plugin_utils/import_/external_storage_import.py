# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage in own clouds, as items of the role administrative."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..package import organization
from .import_result import ARCHIVED, EXTERNAL_STORAGE
from .namesakes import oldest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .import_result import ImportResult, Item


def import_external_storages(imports: ImportResult, found: list[Item], projects: Mapping[str, str]) -> None:
    """Take external storage over, the oldest registration of each place in a project.

    Args:
        imports: The result.
        found: As `OrganizationInfo.listed` reads it.
        projects: Key of the item, or the id, by the id of each active project.
    """
    for each in oldest(
        imports,
        "external storage",
        found,
        lambda one: (one["project_id"], *_place(one)),
        label=_label,
        known_by="project and place",
    ):
        id_, project_id = each["id"], each["project_id"]
        name = _label(each)
        if project_id not in projects:
            imports.leave("external storage", ARCHIVED, f"{name} ({id_})")
            continue
        project = projects[project_id]
        imports.take(
            EXTERNAL_STORAGE,
            id_,
            organization.external_storage_item(each, project),
            ("" if project == project_id else project, name),
            partial(_is_at, _place(each), {project_id, project}),
        )


def _place(found: Item) -> tuple[str | None, ...]:
    named = organization.location(found)
    return tuple(named.get(name) for name in organization.LOCATION)


def _label(found: Item) -> str:
    return "/".join(filter(None, _place(found)[1:]))


def _is_at(place: tuple[str | None, ...], projects: set[str], item: Item) -> bool:
    return item.get("project") in projects and _place(item) == place
