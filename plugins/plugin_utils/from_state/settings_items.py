# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the organization, which are one item, and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..import_.import_result import CERTIFICATE, SETTINGS
from .project_parts import ALERT_TWICE, alert_of, amount_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..import_.import_result import ImportResult, Item
    from .held_objects import Held

KEY = "organization"
ALERT = "openai_organization_spend_alert"
BEGIN = "-----BEGIN CERTIFICATE-----"


class SettingsItems:
    """Takes over settings of the organization, and certificates."""

    def __init__(self, imports: ImportResult, held: list[Held]) -> None:
        """Take what the states hold.

        Args:
            imports: Collects what is taken over.
            held: All objects.
        """
        self.imports, self.held = imports, held

    def take(self) -> None:
        """Take everything over."""
        known = self.imports.known(SETTINGS)
        self._key = next(iter(known), KEY)
        self._new: Item | None = None if known else {}
        for each in self._of("organization_spend_limit"):
            self._set(each, "spend_limit", amount_of(each), "openai_organization_spend_limit")
        for each in self._of("organization_data_retention"):
            self._set(each, "data_retention", each.get("type"), "openai_organization_data_retention")
        alerts = self._of("organization_spend_alert")
        for each in sorted(alerts, key=lambda held: held.values["threshold_amount"]):
            self._alert(each)
        for each in self._of("certificate"):
            self._certificate(each)

    def _of(self, noun: str) -> Iterator[Held]:
        return (each for each in self.held if each.noun == noun)

    def _item(self, held: Held) -> Item:
        held.becomes = f"{SETTINGS.variable}: {self._key}"
        if self._new is not None:
            self.imports.added.setdefault(SETTINGS.variable, {})[self._key] = self._new
        return self.imports.item(SETTINGS, self._key)

    def _set(self, held: Held, option: str, value: Any, resource: str) -> None:
        if self._new is not None:
            self._new[option] = value
        if self._item(held).get(option) is not None:
            self.imports.block(SETTINGS, self._key, f"{resource}.this[0]", KEY, [option])

    def _alert(self, held: Held) -> None:
        amount = held.values["threshold_amount"]
        if self._new is not None:
            alerts = self._new.setdefault("spend_alerts", [])
            if any(each["threshold_amount"] == amount for each in alerts):
                held.noun, held.left = "", ALERT_TWICE
                return
            alerts.append(alert_of(held))
        described = self._item(held).get("spend_alerts") or []
        if any(each.get("threshold_amount") == amount for each in described):
            needs = ["spend_alerts", {"threshold_amount": amount}]
            self.imports.block(SETTINGS, self._key, f'{ALERT}.this["{amount}"]', held.get("id"), needs)

    def _certificate(self, held: Held) -> None:
        name, text = held.get("name"), held.get("certificate")
        if BEGIN not in text or "PRIVATE KEY" in text:
            held.noun, held.left = "", "Its text is no certificate alone, and is not written anywhere."
            return
        key, _status = self.imports.take(
            CERTIFICATE,
            held.get("id"),
            {"name": name, "certificate": text},
            (name,),
            lambda each: each.get("name") == name,
        )
        held.becomes = f"{CERTIFICATE.variable}: {key}"
        held.notes.append("Where it is active stays as it is: name its key in certificates to hold that too.")
