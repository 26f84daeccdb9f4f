# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What former states hold, as resources and import blocks of HCL for those who use Terraform alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..package import organization
from ..stack.item_keys import ItemKeys
from .data_items import PURPOSES
from .former_types import LIMITS, TOOLS
from .hcl_text import Expression, block, label
from .project_parts import OWN_ROLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .held_objects import Held

HEADING = """\
# Written from a former state: the objects that it holds, and the blocks that import them. Put this beside a
# configuration of fjcorp/openai, and look at the plan: it is to import, and to change nothing.
"""
VERSIONS = """\
terraform {
  required_version = ">= 1.11.0"

  required_providers {
    openai = {
      source = "fjcorp/openai"
    }
  }
}
"""
"""What names the provider."""
REFERRED = {
    "project_id": ("project", "openai_project", "id"),
    "group_id": ("group", "openai_group", "id"),
}
Row = tuple[str, str, dict[str, Any]]


class StateResources:
    """Writes HCL."""

    def __init__(self, held: list[Held]) -> None:
        """Take what the states hold, after items were made of it."""
        self.held = held
        self._labels: dict[tuple[str, str], str] = {}

    def text(self) -> str:
        """Return the HCL, and write into each object the address of its resource."""
        keys: dict[str, ItemKeys] = {}
        rows: list[tuple[Held, str, Row]] = []
        seen: dict[tuple[str, str], str] = {}
        for each in sorted(self.held, key=_order):
            row = self._row(each) if each.noun else None
            if row is None:
                continue
            type_, id_, _attributes = row
            if (type_, id_) in seen:
                each.resource = seen[type_, id_]
                continue
            name = keys.setdefault(type_, ItemKeys()).take(_ascii(id_), label(self._name(each)) or "this")
            self._labels[each.noun, id_.rpartition("/")[2]] = name
            each.resource = seen[type_, id_] = f"{type_}.{name}"
            rows.append((each, name, row))
        parts = [HEADING]
        for _each, name, (type_, id_, attributes) in rows:
            for old, (noun, target, attribute) in REFERRED.items():
                known = self._labels.get((noun, str(attributes.get(old))))
                if known:
                    attributes[old] = Expression(f"{target}.{known}.{attribute}")
            parts.append(block("import", [], {"to": Expression(f"{type_}.{name}"), "id": id_}))
            parts.append(block("resource", [type_, name], attributes))
        return "\n".join(parts) if rows else ""

    def _row(self, held: Held) -> Row | None:
        rows: list[Row | None] = [
            getattr(self, name)(held) for name in (f"_{held.noun}",) if hasattr(self, name)
        ]
        return rows[0] if rows else None

    def _name(self, held: Held) -> str:
        """Return what an object is called, for its label."""
        named = {each.get("id"): each.get("name") for each in self.held if each.noun in ("project", "group")}
        parts = [
            named.get(held.get("project_id"), ""),
            named.get(held.get("group_id"), ""),
            held.get("email") or held.get("name") or held.get("filename") or held.get("model"),
        ]
        return "_".join(filter(None, parts)) or held.get("user_id") or held.get("id") or "this"

    def _project(self, held: Held) -> Row:
        key = held.values.get("external_key_id")
        return "openai_project", held.get("id"), {"name": held.get("name"), "external_key_id": key}

    def _group(self, held: Held) -> Row:
        scim = True if held.values.get("scim") is True else None
        return "openai_group", held.get("id"), {"name": held.get("name"), "from_identity_provider": scim}

    def _group_user(self, held: Held) -> Row:
        group, user = held.get("group_id"), held.get("user_id")
        return "openai_group_user", f"{group}/{user}", {"group_id": group, "user_id": user}

    def _role(self, held: Held) -> Row:
        return "openai_organization_role", held.get("id"), _role(held)

    def _project_role(self, held: Held) -> Row:
        project = held.get("project_id")
        return (
            "openai_project_role",
            f"{project}/{held.get('id')}",
            {"project_id": project, **_role(held)},
        )

    def _group_role(self, held: Held) -> Row:
        group, role = held.get("group_id"), held.get("role_id")
        return "openai_organization_group_role", f"{group}/{role}", {"group_id": group, "role": role}

    def _user_role(self, held: Held) -> Row:
        user, role = held.get("user_id"), held.get("role_id")
        return "openai_organization_user_role", f"{user}/{role}", {"user_id": user, "role": role}

    def _person(self, held: Held) -> Row:
        more = ("role", "technical_level", "developer_persona")
        values = {name: held.values.get(name) for name in more}
        return "openai_organization_user", held.get("user_id"), {"user_id": held.get("user_id"), **values}

    def _project_user(self, held: Held) -> Row:
        project, user = held.get("project_id"), held.get("user_id")
        ids = held.values.get("role_ids") or []
        own = [organization.word(each) for each in ids if each.startswith(OWN_ROLE)]
        role = held.get("role") or next(iter([*own, *ids]), "member")
        values = {"project_id": project, "user_id": user, "role": role}
        return "openai_project_user", f"{project}/{user}", values

    def _project_user_role(self, held: Held) -> Row:
        project, user, role = held.get("project_id"), held.get("user_id"), held.get("role_id")
        values = {"project_id": project, "user_id": user, "role": role}
        return "openai_project_user_role", f"{project}/{user}/{role}", values

    def _project_group(self, held: Held) -> Row:
        project, group = held.get("project_id"), held.get("group_id")
        ids = held.values.get("role_ids") or []
        own = [each for each in ids if each.startswith(OWN_ROLE)]
        role = organization.word(held.get("role") or next(iter([*own, *ids]), "member"))
        values = {"project_id": project, "group_id": group, "role": role}
        return "openai_project_group", f"{project}/{group}", values

    def _project_group_role(self, held: Held) -> Row:
        project, group, role = held.get("project_id"), held.get("group_id"), held.get("role_id")
        values = {"project_id": project, "group_id": group, "role": role}
        if role.startswith(OWN_ROLE):
            return "openai_project_group", f"{project}/{group}", {**values, "role": organization.word(role)}
        return "openai_project_group_role", f"{project}/{group}/{role}", values

    def _invite(self, held: Held) -> Row:
        projects = [
            {"project_id": each["id"], "role": str(each.get("role") or "member")}
            for each in held.values.get("projects") or []
            if isinstance(each, dict) and isinstance(each.get("id"), str)
        ]
        values = {"email": held.get("email"), "role": held.values.get("role"), "projects": projects or None}
        return "openai_invite", held.get("email"), values

    def _account(self, held: Held) -> Row:
        project = held.get("project_id")
        values = {"project_id": project, "name": held.get("name"), "role": held.values.get("role")}
        return "openai_service_account", f"{project}/{held.get('id')}", values

    def _admin_key(self, held: Held) -> Row:
        return "openai_admin_api_key", held.get("id"), {"name": held.get("name")}

    def _limit(self, held: Held) -> Row:
        project, model = held.get("project_id"), held.get("model")
        limits = {name: held.values.get(name) for name in LIMITS}
        return "openai_rate_limit", f"{project}/{model}", {"project_id": project, "model": model, **limits}

    def _model_permissions(self, held: Held) -> Row:
        values = {name: held.values.get(name) for name in ("project_id", "mode", "model_ids")}
        return "openai_project_model_permissions", held.get("project_id"), values

    def _hosted_tools(self, held: Held) -> Row:
        values = {name: held.values.get(name) for name in ("project_id", *TOOLS)}
        return "openai_project_hosted_tool_permissions", held.get("project_id"), values

    def _data_retention(self, held: Held) -> Row:
        values = {"project_id": held.get("project_id"), "retention_type": held.get("type")}
        return "openai_project_data_retention", held.get("project_id"), values

    def _spend_limit(self, held: Held) -> Row:
        return "openai_project_spend_limit", held.get("project_id"), _amount(held)

    def _spend_alert(self, held: Held) -> Row:
        id_ = f"{held.get('project_id')}/{held.get('id')}"
        return "openai_project_spend_alert", id_, _alert(held)

    def _organization_data_retention(self, held: Held) -> Row:
        return "openai_organization_data_retention", "organization", {"retention_type": held.get("type")}

    def _organization_spend_limit(self, held: Held) -> Row:
        return "openai_organization_spend_limit", "organization", _amount(held)

    def _organization_spend_alert(self, held: Held) -> Row:
        return "openai_organization_spend_alert", held.get("id"), _alert(held)

    def _certificate(self, held: Held) -> Row:
        values = {"name": held.get("name"), "certificate": held.get("certificate")}
        return "openai_certificate", held.get("id"), values

    def _file(self, held: Held) -> Row | None:
        path, name = held.get("file_path"), held.get("filename")
        other = name if name and name != path.rpartition("/")[2] else None
        values = {"file_path": path, "filename": other, "purpose": held.get("purpose")}
        return ("openai_file", held.get("id"), values) if held.get("purpose") in PURPOSES else None

    def _store(self, held: Held) -> Row:
        days, largest = held.values.get("days"), held.values.get("largest")
        chunks = {"max_chunk_size_tokens": largest, "chunk_overlap_tokens": held.values.get("overlap") or 0}
        keys = ItemKeys()
        files = {
            keys.take(id_, id_): {"file_id": id_, **({"chunking_strategy": chunks} if largest else {})}
            for id_ in self._files_in(held)
        }
        values = {
            "name": held.get("name"),
            "metadata": held.values.get("metadata"),
            "expires_after": {"days": days} if days else None,
            "files": files or None,
        }
        return "openai_vector_store", held.get("id"), values

    def _files_in(self, store: Held) -> Iterator[str]:
        yield from store.values.get("file_ids") or []
        for each in self.held:
            if each.get("store_id") == store.get("id") and each.noun in ("store_file", "store_files"):
                yield from each.values.get("file_ids") or [each.get("file_id")]


def _order(held: Held) -> tuple[bool, str, str, str]:
    # What others refer to comes first, so that it has its label.
    return held.noun not in ("project", "group"), held.noun, held.address, held.source


def _ascii(id_: str) -> str:
    return label(id_.rpartition("/")[2]) or "this"


def _role(held: Held) -> dict[str, Any]:
    permissions = sorted(held.values["permissions"])
    return {
        "name": held.get("name"),
        "description": held.values.get("description"),
        "permissions": permissions,
    }


def _amount(held: Held) -> dict[str, Any]:
    names = ("project_id", "threshold_amount", "currency", "interval")
    return {name: held.values.get(name) for name in names}


def _alert(held: Held) -> dict[str, Any]:
    more = {name: held.values.get(name) for name in ("recipients", "subject_prefix")}
    return {**_amount(held), **more}
