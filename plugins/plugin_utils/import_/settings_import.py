# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and the settings of the organization, as items of the role administrative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..package import organization
from .import_result import CERTIFICATE, SETTINGS
from .namesakes import oldest

if TYPE_CHECKING:
    from fjcorp_openai.organization import OrganizationInfo

    from .import_result import ImportResult, Item

ORGANIZATION = "organization"
SEVERAL = "another alert of the organization has the same amount, and its item has one for each"


class SettingsImport:
    """Takes certificates over, and what the organization has one of.

    Attributes:
        number: Certificates that were read.
    """

    def __init__(self, imports: ImportResult, info: OrganizationInfo) -> None:
        """Take over into a result what is read of an organization."""
        self.imports, self.info = imports, info
        self.number = 0
        self._keys: dict[str, str] = {}

    def take(self) -> None:
        """Take all of them over.

        Operations: GET /organization/certificates, for each new one GET of it with its text; GET
        /organization/spend_limit, /organization/spend_alerts and /organization/data_retention.
        """
        certificates, settings = self.info.certificates(), self.info.settings()
        self.number = len(certificates)
        for each in oldest(self.imports, "certificate", certificates, since="valid_at"):
            self._certificate(each)
        found = organization.changed_organization(settings, certificates)
        if "certificates" in found:
            found["certificates"] = self.named(found["certificates"])
        if found:
            self._organization(found, settings)

    def named(self, ids: list[str]) -> list[str]:
        """Return the keys of certificates, and the id of one that no item describes."""
        return sorted(self._keys.get(id_, id_) for id_ in ids)

    def _certificate(self, found: Item) -> None:
        id_, name = found["id"], found["name"]
        item: Item = {"name": name}
        described = any(each.get("name") == name for each in self.imports.known(CERTIFICATE).values())
        if self.imports.manages(CERTIFICATE, CERTIFICATE.type, id_) is None and not described:
            item["certificate"] = self.info.certificate_text(id_)
        key, _status = self.imports.take(
            CERTIFICATE, id_, item, (name,), lambda each: each.get("name") == name
        )
        self._keys[id_] = key

    def _organization(self, found: Item, settings: dict[str, Any]) -> None:
        alerts, others = organization.alerts_of(settings)
        for alert in others:
            self.imports.leave("spend alert", SEVERAL, alert["id"])
        types = organization.ORGANIZATION_TYPES
        key = self.imports.take_alone(SETTINGS, found, [*types.values()], ORGANIZATION)
        described = self.imports.item(SETTINGS, key)
        for name, type_ in types.items():
            if name in found and described.get(name) is not None:
                self.imports.block(SETTINGS, key, f"{type_}.this[0]", ORGANIZATION, [name])
        amounts = {each["threshold_amount"] for each in described.get("spend_alerts") or []}
        for alert in alerts:
            if alert["threshold_amount"] in amounts:
                resource = f'{organization.ORGANIZATION_ALERT_TYPE}.this["{alert["threshold_amount"]}"]'
                needs = ["spend_alerts", {"threshold_amount": alert["threshold_amount"]}]
                self.imports.block(SETTINGS, key, resource, alert["id"], needs)
