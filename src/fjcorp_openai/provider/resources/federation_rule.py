"""`openai_federation_rule`: which tokens of a workload identity provider stand for a service account.

Operations: POST /organization/workload_identity_providers/{workload_identity_provider_id}/federation_rules,
POST and DELETE .../{workload_identity_federation_rule_id}; found in the pages of GET. Needs an admin key.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import object_in
from fjcorp_openai.organization.workload_identity import RULES, SERVICE_ACCOUNT_DEFAULT
from fjcorp_openai.provider.lifecycles.json_text import kept_text, same_json
from fjcorp_openai.provider.lifecycles.managed import Values, deletion_protection, identifier
from fjcorp_openai.provider.protocol.schema import (
    Attribute,
    Nested,
    Schema,
    computed,
    optional,
    required,
    result,
)
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, set_of
from fjcorp_openai.provider.protocol.validators import (
    exactly_one_of,
    json_object,
    length,
    none_of,
    not_blank,
    one_of,
)
from fjcorp_openai.provider.resources.in_project import OfServiceAccount

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.resource import Context, Plan

_RESTRICTED = "restricted"


def _fault_of(matchers: dict[str, Any]) -> str:
    if not matchers:
        return "At least one attribute must be matched: without one, every token of the provider would do"
    for name, value in matchers.items():
        if not isinstance(value, str | int | float):
            return f"{json.dumps(name)} must be a text, a number, true or false"
        if isinstance(value, str) and (value == "*" or "*" in value[:-1]):
            return f"{json.dumps(name)}: one * may stand at the end of a text, after a prefix"
    return ""


def _part(description: str) -> Attribute:
    text = f"{description} Another one plans another rule."
    return Attribute(STRING, text, required=True, replace=True, validators=[length(1)])


class FederationRule(OfServiceAccount):
    """A rule of a provider."""

    type_name = "openai_federation_rule"
    noun = "federation rule"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Provider and rule: `idp_.../idpm_...`."),
            "workload_identity_provider_id": _part("Id of the workload identity provider (`idp_...`)."),
            "project_id": _part("Id of the service account's project (`proj_...`)."),
            "service_account_id": _part(
                "Id of the service account that the tokens stand for. A provider has one rule for it."
            ),
            "federation_rule_id": result(STRING, "Id of the rule."),
            "name": optional(
                STRING, "Name of the rule, unique in its provider.", not_blank("a name that is not blank")
            ),
            "description": optional(STRING, "What the rule is for.", not_blank("text that is not blank")),
            "enabled": Attribute(
                BOOL, "Whether the rule counts. What tokens were exchanged for lives on.", default=True
            ),
            "attribute_matchers": required(
                STRING,
                "What a token must have, as a JSON object: the value of each claim, or of each attribute "
                "that the provider derives; texts, numbers or booleans. A text may end in `*`, for anything "
                "that begins so.",
                json_object("The API does not take these matchers", _fault_of),
            ),
            "permissions": Attribute(
                Nested(
                    "single",
                    {
                        "type": required(
                            STRING,
                            "`service_account_default`, all that the service account may do, or "
                            "`restricted`.",
                            one_of("service_account_default", _RESTRICTED),
                        ),
                        "scopes": optional(
                            set_of(STRING), "What is permitted, such as `api.model.request`.", length(1)
                        ),
                    },
                ),
                "What the access tokens permit.",
                default=SERVICE_ACCOUNT_DEFAULT,
                validators=[
                    exactly_one_of("scopes", where=("type", (_RESTRICTED,))),
                    none_of("scopes", where=("type", ("service_account_default",))),
                ],
            ),
            "deletion_protection": deletion_protection("Without it, workloads that signed in by it cannot."),
            "created_at": result(NUMBER, "Time of creation in Unix seconds."),
            "updated_at": computed(NUMBER, "Time of the last change in Unix seconds."),
        },
        description="Lets tokens of an `openai_workload_identity_provider` be exchanged for access tokens of "
        "a service account, which signs in without a key. Deleting it ends no access token that was given "
        "out.",
    )
    collection = RULES
    key = "federation_rule_id"
    import_parts = ("workload_identity_provider_id", "federation_rule_id")
    create_fields = (
        *("project_id", "service_account_id", "name", "description", "enabled"),
        *("attribute_matchers", "permissions"),
    )
    update_fields = ("name", "description", "enabled", "attribute_matchers", "permissions")
    unique = ("service_account_id",)

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan no change where the same matchers are written otherwise."""
        super().plan(plan, context)
        if plan.prior is None or plan.is_destroy:
            return
        if same_json(plan.prior["attribute_matchers"], plan.proposed["attribute_matchers"]):
            plan.keep("attribute_matchers")

    def sent(self, name: str, value: Any) -> Any:
        """Return the value of an attribute as the API takes it: matchers as JSON."""
        return json.loads(value) if name == "attribute_matchers" else super().sent(name, value)

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state, with matchers as text."""
        return super().to_state(as_texts(answer, known.get("attribute_matchers")), known)


def as_texts(rule: Mapping[str, Any], known: Any = None) -> Values:
    """Return a rule of the API with its matchers as text.

    Args:
        rule: The API's object.
        known: The text that is known; it stays as long as it says the same.
    """
    shown = object_in(rule, "permissions")
    permissions = {name: shown.get(name) for name in ("type", "scopes")}
    matchers = kept_text(known, object_in(rule, "attribute_matchers"))
    return {**rule, "attribute_matchers": matchers, "permissions": permissions}
