"""Who signs in without a key: workload identity providers, and the federation rules of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import fields_in
from fjcorp_openai.api.operation import filled
from fjcorp_openai.organization.lists import list_if_enabled

if TYPE_CHECKING:
    from fjcorp_openai.api.client import Api
    from fjcorp_openai.organization.directory import Item

PATH = "/organization/workload_identity_providers"
RULES = PATH + "/{workload_identity_provider_id}/federation_rules"
DISCOVERY: Item = {"type": "discovery"}
"""How a provider's tokens are verified where nothing else is said."""
SERVICE_ACCOUNT_DEFAULT: Item = {"type": "service_account_default"}
"""What the access tokens of a rule permit where nothing else is said."""
PROVIDER_DEFAULTS: Item = {
    "description": None,
    "enabled": True,
    "attribute_transformations": [],
    "verification": DISCOVERY,
}
RULE_DEFAULTS: Item = {
    "name": None,
    "description": None,
    "enabled": True,
    "permissions": SERVICE_ACCOUNT_DEFAULT,
}
PROVIDER_FIELDS = ("id", "name", "type", "issuer", "audience", *PROVIDER_DEFAULTS, "created_at")
RULE_FIELDS = ("id", "project_id", "service_account_id", *RULE_DEFAULTS, "attribute_matchers", "created_at")


def workload_identity_providers(api: Api) -> list[Item]:
    """Return the workload identity providers, each with its ``federation_rules``.

    Operations: GET /organization/workload_identity_providers, and for each GET .../federation_rules.
    """
    return [
        fields_in(row, PROVIDER_FIELDS) | {"federation_rules": _rules(api, row["id"])}
        for row in list_if_enabled(api, PATH)
    ]


def _rules(api: Api, provider_id: str) -> list[Item]:
    path = filled(RULES, {"workload_identity_provider_id": provider_id})
    return [fields_in(row, RULE_FIELDS) for row in api.list(path)]


def workload_identity_provider_item(found: Item) -> Item:
    """Return a provider as its item has it: what is as the API has it by default is not written."""
    return _item(found, ("name", "issuer", "audience"), PROVIDER_DEFAULTS)


def federation_rule_item(found: Item, provider: str, project: str, account: str) -> Item:
    """Return a rule as its item has it.

    Args:
        found: The rule.
        provider: How items name its provider: by key or id.
        project: How they name its project.
        account: How they name its service account.
    """
    named = {"workload_identity_provider": provider, "project": project, "service_account": account}
    return named | _item(found, ("attribute_matchers",), RULE_DEFAULTS)


def _item(found: Item, needed: tuple[str, ...], defaults: Item) -> Item:
    given = {name: _plain(found[name]) for name in (*needed, *defaults) if name in found}
    return {name: each for name, each in given.items() if name in needed or each != defaults[name]}


def _plain(value: Any) -> Any:
    """Return a value of an answer as files hold it; a member that is null is as one that is not there."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    return [_plain(each) for each in value] if isinstance(value, list) else value
