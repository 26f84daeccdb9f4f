"""Settings: there is one at a place, and each write is the same operation."""

from __future__ import annotations

from campaign.office import at
from campaign.subject import Subject, Values, operations


def setting(level: str, name: str, first: Values, second: Values, delete: str = "") -> Subject:
    """Describe a setting of the organization or of a project.

    Args:
        level: organization or project.
        name: The setting, also the end of its path.
        first: Arguments at first.
        second: Arguments after the update.
        delete: The operation that takes it back; that of an update when empty.
    """
    update = f"update-{level}-{name.replace('_', '-')}"
    if name == "spend_limit":
        update, delete = f"Update{level}spendlimit", f"Delete{level}spendlimit"
    root = "/organization/projects/<project>" if level == "project" else "/organization"
    return Subject(
        f"{level}_{name}",
        {**at(level), **first},
        {**at(level), **second},
        operations(update, update, delete or update),
        restored=f"{root}/{name}",
    )
