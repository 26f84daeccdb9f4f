"""`openai_service_account` and `openai_service_accounts`.

Operation: GET /organization/projects/{project_id}/service_accounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, OneData
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.resources.in_project import SERVICE_ACCOUNTS

if TYPE_CHECKING:
    from fjcorp_openai.provider.data_sources.base import Fields

FIELDS: Fields = {
    "id": (STRING, "Id of the account."),
    "name": (STRING, "Name of the account."),
    "role": (STRING, "`member`, `owner` or `none`."),
    "created_at": (NUMBER, "Time of creation in Unix seconds."),
}
KEYS: Keys = {
    "service_account_id": ("id", "Id of the account."),
    "name": ("name", "Name of the account; an error when several have it."),
}


class ServiceAccountData(OneData):
    """One service account."""

    type_name = "openai_service_account"
    path, noun, fields, keys = SERVICE_ACCOUNTS, "service account", FIELDS, KEYS
    description = "A service account of a project, found by id or by name."


class ServiceAccountsData(ListData):
    """All service accounts of a project."""

    type_name = "openai_service_accounts"
    path, fields = SERVICE_ACCOUNTS, FIELDS
    noun, nouns = "service account", "service_accounts"
    description = "The service accounts of a project."
