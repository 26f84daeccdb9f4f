"""An organization in memory, and what an import makes of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects
from plugins.plugin_utils.import_.organization_import import OrganizationImport

from fjcorp_openai.api.errors import NotFound

if TYPE_CHECKING:
    from pathlib import Path

ORGANIZATION, PROJECTS = "/organization", "/organization/projects"
OWNER, ADA, BOB, CY = "owner@example.com", "Ada@Example.com", "bob@example.com", "cy@example.com"


class Api:
    """An organization in memory, by path. What is not there is not set."""

    clock = SimpleNamespace(now=lambda: 1000)

    def __init__(self) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.settings: dict[str, dict[str, Any]] = {}

    def list(self, path: str, _parameters: Any = None) -> list[dict[str, Any]]:
        return self.lists.get(path, [])

    def get(self, path: str) -> dict[str, Any]:
        if path not in self.settings:
            raise NotFound(404, "not set")
        return self.settings[path]

    def users(self, *users: dict[str, Any]) -> None:
        self.lists[f"{ORGANIZATION}/users"] = [*users]

    def project(self, id_: str, name: str, created_at: int, **more: Any) -> None:
        """Add a project; what is in it goes by the name of its list."""
        inside = {each: more.pop(each) for each in list(more) if isinstance(more[each], list)}
        project = {"id": id_, "name": name, "status": "active", "created_at": created_at} | more
        self.lists.setdefault(PROJECTS, []).append(project)
        self.lists |= {f"{PROJECTS}/{id_}/{kind}": rows for kind, rows in inside.items()}

    def invites(self, *invites: dict[str, Any]) -> None:
        self.lists[f"{ORGANIZATION}/invites"] = [*invites]

    def admin_keys(self, *keys: dict[str, Any]) -> None:
        self.lists[f"{ORGANIZATION}/admin_api_keys"] = [*keys]


def user(who: str, email: str | None, added_at: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": f"user-{who}", "email": email, "role": "reader", "added_at": added_at} | more


def with_three_people() -> Api:
    """Return an organization of an owner and two readers."""
    found = Api()
    found.users(user("own", OWNER, 1, role="owner"), user("ada", ADA, 3), user("bob", BOB, 2))
    return found


def member(name: str, email: str, role: str = "member") -> dict[str, Any]:
    return {"id": f"user-{name}", "email": email, "role": role}


def invite(number: int, email: str, status: str = "pending", **more: Any) -> dict[str, Any]:
    return {
        "id": f"invite-{number}",
        "email": email,
        "role": "reader",
        "status": status,
        "created_at": number,
    } | more


def key(id_: str, name: str | None, account: str = "", **more: Any) -> dict[str, Any]:
    kind = "service_account" if account else "user"
    return {"id": id_, "name": name, "owner": {"type": kind, kind: {"id": account or "user-ada"}}} | more


class Import:
    """What an import makes of an organization."""

    def __init__(
        self,
        api: Api,
        path: Path,
        given: dict[str, dict[str, Any]] | None = None,
        states: dict[str, Any] | None = None,
    ) -> None:
        managed = {
            category: ManagedObjects((states or {}).get(category, {}), [])
            for category in ("administrative", "api_management")
        }
        self.result = ImportResult(given or {}, ItemsFile(path), managed)
        self.counts = OrganizationImport(api, self.result).run()  # type: ignore[arg-type]

    @property
    def added(self) -> dict[str, dict[str, Any]]:
        return self.result.added

    def blocks(self, category: str) -> dict[str, str]:
        """Return the ids by addresses, without what an item needs."""
        return {block["to"]: block["id"] for block in self.result.blocks.get(category, [])}

    def needs(self, category: str) -> dict[str, list[Any]]:
        return {
            block["to"]: block["needs"] for block in self.result.blocks.get(category, []) if "needs" in block
        }

    def left(self) -> dict[tuple[str, str], list[str]]:
        return self.result.left_out


def managed(type_: str, module: str, item: str, id_: str) -> dict[str, Any]:
    return {
        "resources": [
            {
                "type": type_,
                "name": "this",
                "module": f'module.{module}["{item}"]',
                "instances": [{"attributes": {"id": id_}}],
            }
        ]
    }
