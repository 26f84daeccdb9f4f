"""`openai_service_account` and `openai_service_accounts`.

Operation: GET /organization/projects/{project_id}/service_accounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.data_sources.base import Fields, computed, listing
from fjcorp_openai.provider.data_sources.project_lists import PROJECT_ID, InProjectData
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import exactly_one_of

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context

FIELDS: Fields = {
    "id": (STRING, "Id of the account."),
    "name": (STRING, "Name of the account."),
    "role": (STRING, "`member`, `owner` or `none`."),
    "created_at": (NUMBER, "Time of creation in Unix seconds."),
}


class _ServiceAccounts(InProjectData):
    family = "service_accounts"
    noun = "service account"
    plural = "service_accounts"
    fields = FIELDS


class ServiceAccountData(_ServiceAccounts):
    """One service account."""

    type_name = "openai_service_account"
    schema = Schema(
        computed(FIELDS)
        | {
            "project_id": PROJECT_ID,
            "service_account_id": Attribute(STRING, "Id of the account; this or `name`.", optional=True),
            "name": Attribute(
                STRING, "Name of the account; an error when several have it.", optional=True, computed=True
            ),
        },
        description="A service account of a project, found by id or by name.",
        validators=[exactly_one_of("service_account_id", "name")],
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Find the account."""
        return self.one(config, context, id=config["service_account_id"], name=config["name"])


class ServiceAccountsData(_ServiceAccounts):
    """All service accounts of a project."""

    type_name = "openai_service_accounts"
    schema = Schema(
        listing(FIELDS, "service_accounts") | {"project_id": PROJECT_ID},
        description="The service accounts of a project.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """List the accounts."""
        return self.all(config, context, lambda _account: True)
