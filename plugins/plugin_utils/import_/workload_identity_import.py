# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who signs in without a key: workload identity providers and their rules, as items of api_management."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..package import organization
from .import_result import ARCHIVED, FEDERATION_RULE, IDENTITY_PROVIDER
from .namesakes import age, oldest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .import_result import ImportResult, Item

ACCOUNT_GONE = "its service account is gone"


def import_workload_identity(
    imports: ImportResult, found: list[Item], projects: Mapping[str, str], accounts: Mapping[str, str]
) -> None:
    """Take workload identity providers over, the oldest of each name, and the rules of each.

    Args:
        imports: The result.
        found: As `OrganizationInfo.listed` reads them.
        projects: Key of the item, or the id, by the id of each active project.
        accounts: Key of the item by the id of each service account.
    """
    for each in oldest(imports, "workload identity provider", found):
        key, _status = imports.take(
            IDENTITY_PROVIDER,
            each["id"],
            organization.workload_identity_provider_item(each),
            (each["name"],),
            partial(_is_named, each["name"]),
        )
        for rule in sorted(each["federation_rules"], key=age):
            _take_rule(imports, rule, (each["id"], key), projects, accounts)


def _take_rule(
    imports: ImportResult,
    rule: Item,
    provider: tuple[str, str],
    projects: Mapping[str, str],
    accounts: Mapping[str, str],
) -> None:
    provider_id, provider_key = provider
    project_id, account_id = rule["project_id"], rule["service_account_id"]
    if project_id not in projects or account_id not in accounts:
        reason = ACCOUNT_GONE if project_id in projects else ARCHIVED
        imports.leave("federation rule", reason, f"{rule.get('name') or account_id} ({rule['id']})")
        return
    project, account = projects[project_id], accounts[account_id]
    imports.take(
        FEDERATION_RULE,
        f"{provider_id}/{rule['id']}",
        organization.federation_rule_item(rule, provider_key, project, account),
        (provider_key, rule.get("name") or account),
        partial(_is_between, {provider_id, provider_key}, {account_id, account}),
    )


def _is_named(name: str, item: Item) -> bool:
    return bool(item.get("name") == name)


def _is_between(providers: set[str], accounts: set[str], item: Item) -> bool:
    return item.get("workload_identity_provider") in providers and item.get("service_account") in accounts
