"""Federation rules: which tokens of a provider stand for which service account (its mappings).

Known from the API's reference and guide: the members; 50 rules a provider; one rule for each provider and
service account; names unique in their provider; values that are scalar, and texts with one ``*`` at most, at
the end and after something.
Assumed: the words and codes of refusals, and that a rule needs at least one attribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.families.workload_identity_providers import find_provider
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state import organization
from fjcorp_openai.emulator.state.changes import changes

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("federation_rules")

KIND = "federation_rule"
MOST_RULES = 50
_EVENT = "workload_identity_provider_mapping"


def _find(request: Request) -> dict[str, Any]:
    provider = find_provider(request, request.path["workload_identity_provider_id"])
    id_ = request.path["workload_identity_federation_rule_id"]
    rule = request.store.get(KIND, id_, provider["id"])
    if rule is None:
        raise not_found("federation rule", id_, "workload_identity_federation_rule_id")
    return rule


def _check(context: Context, provider_id: str, members: dict[str, Any], own_id: str = "") -> None:
    """Refuse members that a rule cannot have.

    Raises:
        ApiError: 400.
    """
    others = [row for row in context.store.all(KIND, parent=provider_id) if row["id"] != own_id]
    name = members.get("name")
    if name is not None and any(row["name"] == name for row in others):
        raise bad_request(f"A rule with the name '{name}' exists already.", "name", "name_taken")
    account = members.get("service_account_id")
    if account is not None and any(row["service_account_id"] == account for row in others):
        raise bad_request(
            "The provider has a rule for this service account already.", "service_account_id", "rule_exists"
        )
    matchers = members.get("attribute_matchers")
    if matchers is not None and not matchers:
        raise bad_request(
            "At least one attribute must be matched.", "attribute_matchers", "empty_attribute_matchers"
        )
    for key, value in (matchers or {}).items():
        if isinstance(value, str) and "*" in value and ("*" in value[:-1] or value == "*"):
            raise bad_request(
                f"Invalid value for '{key}': one '*' may stand at the end, after a prefix.",
                f"attribute_matchers.{key}",
                "invalid_wildcard",
            )


def add_rule(context: Context, provider_id: str, members: dict[str, Any]) -> dict[str, Any]:
    """Put a new rule into the store and return it.

    Raises:
        ApiError: 400 or 404, it cannot be.
    """
    project = find_project(context, members["project_id"], active=True)
    account_id = members["service_account_id"]
    if context.store.get("service_account", account_id, project["id"]) is None:
        raise not_found("service account", account_id, "service_account_id")
    if len(context.store.all(KIND, parent=provider_id)) >= MOST_RULES:
        raise bad_request(f"The provider has {MOST_RULES} federation rules already.", code="rule_limit")
    _check(context, provider_id, members)
    rule: dict[str, Any] = {
        "id": context.new_id("idpm"),
        "object": "organization.workload_identity_federation_rule",
        "workload_identity_provider_id": provider_id,
        "name": None,
        "description": None,
        "enabled": True,
        "permissions": {"type": "service_account_default"},
        "created_at": context.now,
        "updated_at": context.now,
        **members,
    }
    return context.store.insert(KIND, rule["id"], rule, parent=provider_id)


@family.operation("list-federation-rules")
def list_rules(request: Request) -> dict[str, Any]:
    """GET …/workload_identity_providers/{workload_identity_provider_id}/federation_rules."""
    provider = find_provider(request, request.path["workload_identity_provider_id"])
    account = request.query.get("service_account_id")
    return page(
        request,
        KIND,
        parent=provider["id"],
        where=None if account is None else {"service_account_id": account},
    )


@family.operation("create-federation-rule")
def create_rule(request: Request) -> dict[str, Any]:
    """POST …/workload_identity_providers/{workload_identity_provider_id}/federation_rules."""
    provider = find_provider(request, request.path["workload_identity_provider_id"])
    rule = add_rule(request, provider["id"], request.body)
    request.emit(
        f"{_EVENT}.created", rule["project_id"], id=rule["id"], identity_provider_id=provider["id"], data={}
    )
    return public(rule)


@family.operation("retrieve-federation-rule")
def retrieve_rule(request: Request) -> dict[str, Any]:
    """GET …/federation_rules/{workload_identity_federation_rule_id}."""
    return public(_find(request))


@family.operation("update-federation-rule")
def update_rule(request: Request) -> dict[str, Any]:
    """POST …/federation_rules/{workload_identity_federation_rule_id}: what is not given stays."""
    rule = _find(request)
    provider_id = rule["workload_identity_provider_id"]
    changed = changes(rule, request.body)
    _check(request, provider_id, changed, rule["id"])
    if changed:
        request.emit(
            f"{_EVENT}.updated",
            rule["project_id"],
            id=rule["id"],
            identity_provider_id=provider_id,
            changes_requested={},
        )
        changed["updated_at"] = request.now
    return public(request.store.update(KIND, rule["id"], changed, provider_id))


@family.operation("delete-federation-rule")
def delete_rule(request: Request) -> dict[str, Any]:
    """DELETE …/federation_rules/{workload_identity_federation_rule_id}: tokens that it gave live on."""
    rule = _find(request)
    provider_id = rule["workload_identity_provider_id"]
    request.store.delete(KIND, rule["id"], provider_id)
    details = {name: rule[name] for name in ("id", "project_id", "service_account_id")}
    details["identity_provider_id"] = provider_id
    request.emulator.audit.record(request, f"{_EVENT}.deleted", rule["project_id"], details)
    return {
        "id": rule["id"],
        "object": "organization.workload_identity_federation_rule.deleted",
        "deleted": True,
    }


@family.seeder("federation_rules", after=("workload_identity_providers", "service_accounts", "projects"))
def seed_rules(context: Context, rules: list[dict[str, Any]]) -> None:
    """Add rules: ``[{provider: name, project: name or id, service_account: name, attribute_matchers}]``."""
    for each in rules:
        members = dict(each)
        provider = _named(context, "workload_identity_provider", members.pop("provider"))
        project = organization.project_named(context, members.pop("project"))
        account = _named(context, "service_account", members.pop("service_account"), project["id"])
        members |= {"project_id": project["id"], "service_account_id": account["id"]}
        add_rule(context, provider["id"], members)


def _named(context: Context, kind: str, name: str, parent: str | None = None) -> dict[str, Any]:
    """Return what a seed names.

    Raises:
        ValueError: There is none of that name.
    """
    for row in context.store.all(kind, parent=parent) if parent else context.store.all(kind):
        if name in (row["name"], row["id"]):
            return row
    raise ValueError(f"there is no {kind} {name!r}")
