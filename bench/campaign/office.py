"""A small organization, and what resources are made in: by ids, or at one of two levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Values = dict[str, Any]
PROJECT: Values = {"project_id": "<project>"}
GROUP: dict[str, Values] = {"group": {"name": "Readers"}}
PERMISSIONS = {"organization": ["api.groups.read"], "project": ["api.model.read"]}


@dataclass(frozen=True)
class Office:
    """A small organization: ids of what objects are made in and of, and a folder for files."""

    project: str
    ada: str
    bo: str
    group: str
    account: str
    key: str
    organization_role: str
    project_role: str
    training_file: str
    tuned_model: str
    thread: str
    certificate: str
    external_key: str
    workload_identity_provider: str
    folder: Path

    def in_project(self, **more: Any) -> Values:
        """Return the arguments of what is made in the project."""
        return {"project_id": self.project, **more}

    def at(self, level: str, **more: Any) -> Values:
        """Return the arguments of what is made in the project, or in the organization."""
        return self.in_project(**more) if level == "project" else more

    def sink(self, name: str) -> Values:
        """Return a file that a key is written to."""
        return {"file": str(self.folder / name), "overwrite": True}


def at(level: str) -> Values:
    """Return the arguments that say where a life takes place: in the project, or in the organization."""
    return dict(PROJECT) if level == "project" else {}
