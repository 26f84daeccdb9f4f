"""Workload identity providers: the issuers whose tokens an organization takes in the place of keys.

Known from the API's reference and guide: the members; 50 providers an organization; a name that is unique in
it; issuers that are the same up to a slash at the end; an uploaded JWKS with at least one key, each with an
id of its own and without its private part; a provider with rules cannot be deleted.
Assumed: the words and codes of refusals; that a provider with rules is refused with 409; that derived
attributes are written with their prefix ``openai.``; and that a provider takes tokens as soon as it is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, conflict, empty_string, not_found
from fjcorp_openai.emulator.http.paging import page, public
from fjcorp_openai.emulator.state.changes import changes

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("workload_identity_providers")

KIND = "workload_identity_provider"
MOST_PROVIDERS = 50
PREFIX = "openai."
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
"""Members of a JWK that nobody but its owner may have."""


def find_provider(context: Context, provider_id: str) -> dict[str, Any]:
    """Return a provider.

    Raises:
        ApiError: 404, there is none.
    """
    provider = context.store.get(KIND, provider_id)
    if provider is None:
        raise not_found("workload identity provider", provider_id, "workload_identity_provider_id")
    return provider


def _check(context: Context, members: dict[str, Any], own_id: str = "") -> None:
    """Refuse members that a provider cannot have.

    Raises:
        ApiError: 400.
    """
    name = members.get("name")
    if name is not None:
        if not name.strip():
            raise empty_string("name")
        if any(row["name"] == name and row["id"] != own_id for row in context.store.all(KIND)):
            raise bad_request(f"A provider with the name '{name}' exists already.", "name", "name_taken")
    derived = [each["attribute"] for each in members.get("attribute_transformations", ())]
    for attribute in derived:
        if not attribute.startswith(PREFIX) or attribute == PREFIX:
            raise bad_request(
                f"Invalid attribute '{attribute}': derived attributes begin with '{PREFIX}'.",
                "attribute_transformations",
                "invalid_value",
            )
    if len(set(derived)) < len(derived):
        raise bad_request(
            "An attribute is derived twice.", "attribute_transformations", "duplicate_attribute"
        )
    verification = members.get("verification") or {}
    if verification.get("type") == "uploaded_jwks":
        _check_keys(verification["jwks"])


def _check_keys(jwks: dict[str, Any]) -> None:
    keys = jwks.get("keys")
    if not isinstance(keys, list) or not keys or not all(isinstance(key, dict) for key in keys):
        raise _bad_keys("it must hold a non-empty array 'keys'")
    ids = [key.get("kid") for key in keys]
    if not all(isinstance(each, str) and each for each in ids) or len(set(ids)) < len(ids):
        raise _bad_keys("each key must have a 'kid' of its own")
    if any(_PRIVATE & key.keys() for key in keys):
        raise _bad_keys("it must not hold private key material")


def _bad_keys(reason: str) -> Exception:
    return bad_request(f"Invalid JWKS: {reason}.", "verification.jwks", "invalid_jwks")


def _shown(provider: dict[str, Any]) -> dict[str, Any]:
    """Return what the audit log says of a provider."""
    return {name: provider[name] for name in ("name", "issuer", "audience", "enabled")}


def add_provider(context: Context, members: dict[str, Any]) -> dict[str, Any]:
    """Put a new provider into the store and return it.

    Raises:
        ApiError: 400, it cannot be.
    """
    if context.store.count(KIND) >= MOST_PROVIDERS:
        raise bad_request(
            f"The organization has {MOST_PROVIDERS} workload identity providers already.",
            code="provider_limit",
        )
    _check(context, members)
    provider: dict[str, Any] = {
        "id": context.new_id("idp"),
        "object": "organization.workload_identity_provider",
        "type": "oidc",
        "description": None,
        "enabled": True,
        "attribute_transformations": [],
        "verification": {"type": "discovery", "discovery_url": None},
        "created_at": context.now,
        "updated_at": context.now,
        **members,
    }
    return context.store.insert(KIND, provider["id"], provider)


@family.operation("list-workload-identity-providers")
def list_providers(request: Request) -> dict[str, Any]:
    """GET /organization/workload_identity_providers."""
    return page(request, KIND)


@family.operation("create-workload-identity-provider")
def create_provider(request: Request) -> dict[str, Any]:
    """POST /organization/workload_identity_providers."""
    provider = add_provider(request, request.body)
    request.emit("workload_identity_provider.created", id=provider["id"], data=_shown(provider))
    return public(provider)


@family.operation("retrieve-workload-identity-provider")
def retrieve_provider(request: Request) -> dict[str, Any]:
    """GET /organization/workload_identity_providers/{workload_identity_provider_id}."""
    return public(find_provider(request, request.path["workload_identity_provider_id"]))


@family.operation("update-workload-identity-provider")
def update_provider(request: Request) -> dict[str, Any]:
    """POST …/workload_identity_providers/{workload_identity_provider_id}: what is not given stays."""
    provider = find_provider(request, request.path["workload_identity_provider_id"])
    changed = changes(provider, request.body)
    _check(request, changed, provider["id"])
    if changed:
        request.emit(
            "workload_identity_provider.updated",
            id=provider["id"],
            changes_requested={name: changed[name] for name in _shown(provider) if name in changed},
        )
        changed["updated_at"] = request.now
    return public(request.store.update(KIND, provider["id"], changed))


@family.operation("delete-workload-identity-provider")
def delete_provider(request: Request) -> dict[str, Any]:
    """DELETE …/workload_identity_providers/{workload_identity_provider_id}: once its rules are gone."""
    provider = find_provider(request, request.path["workload_identity_provider_id"])
    if request.store.all("federation_rule", parent=provider["id"]):
        raise conflict(
            "The provider has federation rules. Delete them before the provider.", "provider_has_rules"
        )
    request.store.delete(KIND, provider["id"])
    request.emit("workload_identity_provider.deleted", id=provider["id"], name=provider["name"])
    return {
        "id": provider["id"],
        "object": "organization.workload_identity_provider.deleted",
        "deleted": True,
    }


@family.seeder("workload_identity_providers")
def seed_providers(context: Context, providers: list[dict[str, Any]]) -> None:
    """Add providers: ``[{name, issuer, audience, verification?, attribute_transformations?, …}]``."""
    for each in providers:
        add_provider(context, dict(each))
