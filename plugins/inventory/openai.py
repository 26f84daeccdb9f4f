# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory ``fjcorp.openai.openai``: the organization's projects as hosts."""

from __future__ import annotations

DOCUMENTATION = r"""
name: openai
short_description: Projects of an OpenAI organization as hosts
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Each project is a host, with its people, service accounts and limits as variables.
  - Every project is in a group of its status, C(active) or C(archived).
  - Each of O(include) costs one list for each project, within the API's limits. Use the cache when there are
    many projects.
  - The file's name ends in C(openai.yml) or C(openai.yaml).
extends_documentation_fragment:
  - fjcorp.openai.api.plugin
  - constructed
  - inventory_cache
options:
  plugin:
    description:
      - Name of this plugin.
    type: str
    required: true
    choices: [fjcorp.openai.openai, openai]
  hostname:
    description:
      - What hosts are named after.
      - With V(slug), the project's name in small letters, with underscores for all but letters and digits, so
        that C(--limit) and patterns take it. Names that come out alike, and those of groups, C(all),
        C(ungrouped) and C(localhost), get the end of the project's id appended.
      - With V(name), the name as it is, but for characters that cannot be seen. Patterns read commas, colons,
        C(!), C(&), C(*) and brackets in it as their own. The same names get the whole id appended.
    type: str
    choices: [slug, name, id]
    default: slug
  include:
    description:
      - What to read of each project. V(users) are its members, V(service_accounts) its service accounts, and
        V(rate_limits) its limits by model. V(groups) are its groups with their roles, one more list for each,
        and V(roles) its custom roles.
    type: list
    elements: str
    choices: [users, service_accounts, groups, roles, rate_limits]
    default: [users, rate_limits]
  archived:
    description:
      - Whether archived projects are hosts as well. They have no people and no limits.
    type: bool
    default: false
"""

EXAMPLES = r"""
# inventory.openai.yml; try it with: ansible-inventory -i inventory.openai.yml --graph
plugin: fjcorp.openai.openai
include: [users, rate_limits]
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/fjcorp.openai
groups:
  # Projects with a single owner
  fragile: openai_users | selectattr('role', 'eq', 'owner') | length == 1
keyed_groups:
  - key: openai_project.residency | default('none', true)
    prefix: residency
compose:
  owners: openai_users | selectattr('role', 'eq', 'owner') | map(attribute='email')
"""

import os
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.inventory.group import to_safe_group_name
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.display import Display
from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import OPTIONS, Connection
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import organization
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.item_keys import ItemKeys
from ansible_collections.fjcorp.openai.plugins.plugin_utils.untrusted import as_data, one_line, printable

RESERVED = {"all", "ungrouped", "localhost", "127.0.0.1", "::1"}
"""Names that mean something else to Ansible than a host of this inventory."""


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Makes hosts of projects."""

    NAME = "fjcorp.openai.openai"

    def verify_file(self, path: str) -> bool:
        """Return whether a file is for this plugin, by its name."""
        return bool(super().verify_file(path)) and path.endswith(("openai.yml", "openai.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Read the projects, from the cache where that is allowed, and make hosts of them."""
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        key = self.get_cache_key(path)
        caching = self.get_option("cache")
        projects = None
        if caching and cache:
            projects = self._cache.get(key)
        if projects is None:
            projects = self._projects()
            if caching:
                self._cache[key] = projects
        projects = as_data(projects)
        self._fill(projects, self._names(projects))

    @staticmethod
    def _sanitize_group_name(name: str) -> str:
        """Return a name that no pattern reads otherwise; what groups are named after is the API's too."""
        return str(to_safe_group_name(name, force=True, silent=True))

    def _projects(self) -> list[dict[str, Any]]:
        options = {name: self.get_option(name) for name in OPTIONS}
        connection = Connection(options, os.environ, lambda line: Display().vv(f"openai: {one_line(line)}"))
        try:
            with connection:
                info = organization.OrganizationInfo(connection.api)
                return info.projects(self.get_option("include"), archived=self.get_option("archived"))
        except StackError as error:
            raise AnsibleParserError(printable(str(connection.scrubbed(str(error))))) from None

    def _names(self, projects: list[dict[str, Any]]) -> list[str]:
        """Return what the hosts are called; none of them like a group."""
        kind = self.get_option("hostname")
        ids = [one_line(entry["project"]["id"]) for entry in projects]
        if kind == "id":
            return ids
        # Which groups there are, is known when hosts are in them.
        inventory, self.inventory = self.inventory, InventoryData()
        try:
            self._fill(projects, ids)
            taken = RESERVED | {*self.inventory.groups, *inventory.groups}
        finally:
            self.inventory = inventory
        if kind == "slug":
            # The oldest project keeps its name when another one gets the same.
            order = sorted(
                range(len(ids)), key=lambda at: (projects[at]["project"].get("created_at") or 0, ids[at])
            )
            keys = ItemKeys(taken)
            slugs = {at: keys.take(ids[at], projects[at]["project"]["name"]) for at in order}
            return [slugs[at] for at in range(len(ids))]
        names = [one_line(entry["project"]["name"]) for entry in projects]
        return [
            f"{name} {id_}".lstrip() if not name or name in taken or names.count(name) > 1 else name
            for name, id_ in zip(names, ids, strict=True)
        ]

    def _fill(self, projects: list[dict[str, Any]], names: list[str]) -> None:
        strict = self.get_option("strict")
        for entry, name in zip(projects, names, strict=True):
            project = entry["project"]
            host = self.inventory.add_host(as_data(name))
            group = self.inventory.add_group(self._sanitize_group_name(project["status"]))
            self.inventory.add_child(group, host)
            variables = {f"openai_{part}": value for part, value in entry.items()}
            for variable, value in {"openai_project_id": project["id"], **variables}.items():
                self.inventory.set_variable(host, variable, value)
            self._set_composite_vars(self.get_option("compose"), variables, host, strict=strict)
            self._add_host_to_composed_groups(self.get_option("groups"), variables, host, strict=strict)
            try:
                self._add_host_to_keyed_groups(
                    self.get_option("keyed_groups"), variables, host, strict=strict
                )
            except AnsibleParserError as error:
                if strict:
                    raise
                # A name that reads as a list, say: one project must not take all others away.
                Display().warning(f"{name}: is not in all keyed groups: {one_line(str(error))}")
