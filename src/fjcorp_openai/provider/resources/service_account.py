"""`openai_service_account`: a project's bot. Its keys are `openai_service_account_api_key`.

Operations: POST /organization/projects/{project_id}/service_accounts (without a key),
POST and DELETE …/service_accounts/{service_account_id}; found in the pages of
GET /organization/projects/{project_id}/service_accounts. Needs an admin key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.api.errors import ApiStatusError
from fjcorp_openai.provider.lifecycles.managed import Values, deletion_protection, identifier
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import not_blank, one_of
from fjcorp_openai.provider.resources.in_project import SERVICE_ACCOUNTS, InProject

if TYPE_CHECKING:
    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan


class ServiceAccount(InProject):
    """A service account, made without a key."""

    type_name = "openai_service_account"
    noun = "service account"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Project and account: `proj_.../svc_acct_...`."),
            "project_id": Attribute(
                STRING,
                "Id of the project (`proj_...`). Another one plans another account.",
                required=True,
                replace=True,
            ),
            "service_account_id": Attribute(STRING, "Id of the account.", computed=True, stable=True),
            "name": Attribute(
                STRING,
                "Name of the account. Need not be unique; changed in place.",
                required=True,
                validators=[not_blank("a name that is not blank")],
            ),
            "role": Attribute(
                STRING,
                "Role in the project: `member`, `owner` or `none`; changed in place. The API takes no role "
                "away: going back to `none` plans a new account, and the keys of the old one end.",
                default="member",
                validators=[one_of("member", "owner", "none")],
            ),
            "created_at": Attribute(NUMBER, "Time of creation in Unix seconds.", computed=True, stable=True),
            "deletion_protection": deletion_protection("All keys of the account end with it."),
        },
        description="A service account of a project. It is made without a key; deleting it ends its keys.",
    )
    collection = SERVICE_ACCOUNTS
    key = "service_account_id"
    import_parts = ("project_id", "service_account_id")
    update_fields = ("name", "role")
    unique = ("name",)

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan a new account where a role is to be taken away."""
        if plan.prior is not None and plan.changed("role") and plan.proposed.get("role") == "none":
            plan.replace("role")
        super().plan(plan, context)

    def create(self, planned: Values, context: Context) -> Values:
        """Create the account, which has no role then, and give it one."""
        api: Api = context.api
        try:
            answer = api.create(
                self.collection_path(planned),
                {"name": planned["name"], "create_service_account_only": True},
                natural_key=self._recognize(planned),
                resource=self.named(planned),
            )
        except ApiStatusError as error:
            raise self.explained(error, planned) from error
        state = self.to_state(answer, planned)
        if planned["role"] in ("none", answer.get("role")):
            return state
        context.save(state)
        return self.update(state, {**state, "role": planned["role"]}, context)
