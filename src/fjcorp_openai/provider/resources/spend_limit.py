"""`openai_project_spend_limit` and `openai_organization_spend_limit`: what a month may cost.

Operations: GET, POST and DELETE /organization/projects/{project_id}/spend_limit and
/organization/spend_limit. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.managed import Values, identifier
from fjcorp_openai.provider.lifecycles.setting import Setting
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import between, one_of, whole
from fjcorp_openai.provider.resources.project_scope import project_id

if TYPE_CHECKING:
    from collections.abc import Mapping


def amount() -> dict[str, Attribute]:
    """Return the schema of an amount: `threshold_amount`, `currency` and `interval`."""
    return {
        "threshold_amount": Attribute(
            NUMBER,
            "Amount in cents: 50000 is 500 US dollars.",
            required=True,
            validators=[whole(), between(1)],
        ),
        "currency": Attribute(STRING, "Only `USD`.", default="USD", validators=[one_of("USD")]),
        "interval": Attribute(STRING, "Only `month`.", default="month", validators=[one_of("month")]),
    }


STATUS = Attribute(
    STRING,
    "`enforcing` once the limit is reached and calls are refused, else `inactive`.",
    computed=True,
    stable=True,
)


class SpendLimit(Setting):
    """A limit that stops all paid calls of the month once it is reached."""

    path = "spend_limit"
    fields = ("threshold_amount", "currency", "interval")

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state that an answer describes."""
        state = super().to_state(answer, known)
        return {**state, "enforcement_status": (answer.get("enforcement") or {}).get("status")}


class ProjectSpendLimit(SpendLimit):
    """The limit of a project."""

    type_name = "openai_project_spend_limit"
    noun = "spend limit of project"
    schema = Schema(
        {
            "id": identifier("Id of the project."),
            "project_id": project_id(),
            **amount(),
            "enforcement_status": STATUS,
        },
        description="What a project may spend in a month. Once it is spent, paid calls are refused.",
    )


class OrganizationSpendLimit(SpendLimit):
    """The limit of the organization."""

    type_name = "openai_organization_spend_limit"
    noun = "spend limit of the organization"
    label = "id"
    schema = Schema(
        {"id": identifier("`organization`."), **amount(), "enforcement_status": STATUS},
        description="What the organization may spend in a month. Once it is spent, paid calls are refused.",
    )
