"""`openai_workload_identity_provider`: an issuer whose tokens sign workloads in, in the place of keys.

Operations: POST /organization/workload_identity_providers, POST and DELETE
/organization/workload_identity_providers/{workload_identity_provider_id}; found in the pages of
GET /organization/workload_identity_providers. Needs an admin key.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import object_in
from fjcorp_openai.api.errors import BadRequest, Conflict
from fjcorp_openai.organization.workload_identity import DISCOVERY, PATH
from fjcorp_openai.provider.lifecycles.json_text import kept_text, same_json
from fjcorp_openai.provider.lifecycles.managed import Managed, Values, deletion_protection, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import (
    Attribute,
    Nested,
    Schema,
    computed,
    optional,
    required,
    result,
)
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import (
    exactly_one_of,
    json_object,
    length,
    matches,
    none_of,
    not_blank,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_HAS_RULES = "provider_has_rules"
_UPLOADED = "uploaded_jwks"
_PRIVATE = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k"))
"""Members of a key that nobody but its owner may have (RFC 7518)."""


def _fault_of(jwks: dict[str, Any]) -> str:
    """Return what is wrong with a JWKS. The words do not quote it: it may hold a private key."""
    keys = jwks.get("keys")
    if not isinstance(keys, list) or not keys or not all(isinstance(each, dict) for each in keys):
        return "A JWKS is an object with a list `keys` of at least one key"
    if any(_PRIVATE & each.keys() for each in keys):
        return "It holds a private key. Upload the public ones alone, and replace what has been shown"
    ids = [each.get("kid") for each in keys]
    if not all(isinstance(each, str) and each for each in ids) or len(set(ids)) < len(ids):
        return "Each key needs a kid of its own"
    return ""


class WorkloadIdentityProvider(Managed):
    """A provider of the organization. Its federation rules say who its tokens stand for."""

    type_name = "openai_workload_identity_provider"
    noun = "workload identity provider"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Id of the provider (`idp_...`)."),
            "name": required(
                STRING,
                "Name of the provider, unique in the organization.",
                not_blank("a name that is not blank"),
            ),
            "type": Attribute(
                STRING,
                "Kind of the provider: `oidc`, the only one there is.",
                default="oidc",
                replace=True,
                validators=[one_of("oidc")],
            ),
            "issuer": required(
                STRING,
                "Who issues the tokens, as their claim `iss` has it, such as "
                "`https://token.actions.githubusercontent.com`.",
                not_blank("an issuer that is not blank"),
            ),
            "audience": required(
                STRING,
                "Whom the tokens are made for, as their claim `aud` has it.",
                not_blank("an audience that is not blank"),
            ),
            "description": optional(STRING, "What the provider is for.", not_blank("text that is not blank")),
            "enabled": Attribute(
                BOOL, "Whether its tokens are taken. What they were exchanged for lives on.", default=True
            ),
            "verification": Attribute(
                Nested(
                    "single",
                    {
                        "type": required(
                            STRING,
                            "Where the keys come from that tokens are verified with: `discovery`, from the "
                            "issuer, or `uploaded_jwks`.",
                            one_of("discovery", _UPLOADED),
                        ),
                        "discovery_url": optional(
                            STRING,
                            "Address of the issuer's OpenID configuration. Unset: below the issuer.",
                            matches(r"https://\S+", "an https address"),
                        ),
                        "jwks": optional(
                            STRING,
                            "The public keys as a JSON Web Key Set: a JSON object with `keys`, each with a "
                            "`kid` of its own and without its private part.",
                            json_object("No JWKS that can be uploaded", _fault_of),
                        ),
                    },
                ),
                "How tokens are verified.",
                default=DISCOVERY,
                validators=[
                    none_of("jwks", where=("type", ("discovery",))),
                    exactly_one_of("jwks", where=("type", (_UPLOADED,))),
                    none_of("discovery_url", where=("type", (_UPLOADED,))),
                ],
            ),
            "attribute_transformations": Attribute(
                Nested(
                    "list",
                    {
                        "attribute": required(
                            STRING,
                            "Name of the attribute: `openai.` and a word, such as `openai.repository`.",
                            matches(r"openai\..+", "a name such as openai.repository"),
                            length(0, 256),
                        ),
                        "expression": required(
                            STRING,
                            "CEL expression over the claims of the token, such as `assertion.sub`.",
                            not_blank("an expression"),
                            length(0, 4096),
                        ),
                    },
                ),
                "Attributes that are derived from a token's claims, for federation rules to match.",
                default=[],
                validators=[length(0, 20)],
            ),
            "deletion_protection": deletion_protection("Without it, workloads that signed in by it cannot."),
            "created_at": result(NUMBER, "Time of creation in Unix seconds."),
            "updated_at": computed(NUMBER, "Time of the last change in Unix seconds."),
        },
        description="An OpenID Connect issuer whose tokens the organization takes in the place of keys "
        "(workload identity federation): of a CI service, a cluster or a cloud. `openai_federation_rule` "
        "says which of its tokens stand for which service account.",
    )
    collection = PATH
    create_fields = (
        *("name", "type", "issuer", "audience", "description", "enabled"),
        *("verification", "attribute_transformations"),
    )
    update_fields = tuple(name for name in create_fields if name != "type")
    unique = ("name",)

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan no change where the same keys are written otherwise."""
        super().plan(plan, context)
        if plan.prior is None or plan.is_destroy:
            return
        before, after = plan.prior["verification"], plan.proposed["verification"]
        if (
            isinstance(before, dict)
            and isinstance(after, dict)
            and same_json(before.get("jwks"), after.get("jwks"))
        ):
            plan.keep("verification")

    def sent(self, name: str, value: Any) -> Any:
        """Return the value of an attribute as the API takes it: keys as JSON, and an address even if null."""
        if name != "verification":
            return super().sent(name, value)
        if value["type"] == _UPLOADED:
            return {"type": _UPLOADED, "jwks": json.loads(value["jwks"])}
        return {"type": value["type"], "discovery_url": value.get("discovery_url")}

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state, with keys as text."""
        return super().to_state(as_texts(answer, (known.get("verification") or {}).get("jwks")), known)

    def remove(self, state: Mapping[str, Any], api: Api) -> None:
        """Delete the provider.

        Raises:
            ProviderError: It has federation rules.
        """
        try:
            super().remove(state, api)
        except (BadRequest, Conflict) as error:
            if error.code != _HAS_RULES and "rule" not in error.message.lower():
                raise
            raise ProviderError(
                f"Cannot delete {self.named(state)}: it has federation rules",
                f"Delete its federation rules first, those that are managed elsewhere among them. {error}",
            ) from error


def as_texts(provider: Mapping[str, Any], known: Any = None) -> Values:
    """Return a provider of the API with its keys as text.

    Args:
        provider: The API's object.
        known: The text that is known; it stays as long as it says the same.
    """
    shown = object_in(provider, "verification")
    verification = {name: shown.get(name) for name in ("type", "discovery_url", "jwks")}
    if verification["jwks"] is not None:
        verification["jwks"] = kept_text(known, verification["jwks"])
    return {**provider, "verification": verification}
