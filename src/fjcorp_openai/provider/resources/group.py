"""`openai_group`: people of the organization under one name.

Operations: POST /organization/groups, POST and DELETE /organization/groups/{group_id}; found in the pages of
GET /organization/groups. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.provider.lifecycles.managed import Managed, deletion_protection, identifier
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import not_blank

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context, Plan


class Group(Managed):
    """A group. Groups of an identity provider can be looked up and imported, and not changed."""

    type_name = "openai_group"
    noun = "group"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Id of the group (`group_...`)."),
            "name": Attribute(
                STRING,
                "Name of the group.",
                required=True,
                validators=[not_blank("a name that is not blank")],
            ),
            "is_scim_managed": Attribute(
                BOOL, "Whether an identity provider manages the group.", computed=True, stable=True
            ),
            "group_type": Attribute(STRING, "`group` or `tenant_group`.", computed=True, stable=True),
            "created_at": Attribute(NUMBER, "Time of creation in Unix seconds.", computed=True, stable=True),
            "deletion_protection": deletion_protection("What its members have through it ends."),
        },
        description="A group of people, to be given projects and roles as one.",
    )
    collection = "/organization/groups"
    create_fields = ("name",)
    update_fields = ("name",)
    unique = ("name",)

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse to change what an identity provider manages."""
        super().plan(plan, context)
        if plan.prior and plan.prior["is_scim_managed"] and (plan.is_destroy or plan.changed("name")):
            action = "delete" if plan.is_destroy else "rename"
            raise ProviderError(
                f"Cannot {action} {self.named(plan.prior)}: an identity provider manages the group",
                "Change the group there (SCIM), or take it out of the state with a `removed` block.",
                ("name",),
            )
