# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of drift: what roles would change, what no YAML describes, and who has access to what."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from ..errors import StackError
from ..untrusted import texts_in
from .access_rows import AccessRows
from .unmanaged import Unmanaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..import_.import_result import ImportResult

HEADER = re.compile(r"(?P<name>.*) \((?P<kind>openai_\w+)\)(?: (?P<verb>.*))?", re.DOTALL)
NOT_COMPARED = "the rest of this role was not compared"


def _first_to_end(model: Mapping[str, Any]) -> tuple[str, str]:
    """Return by what tuned models are sorted: the day on which they end, those without one last."""
    return (model["shutdown_date"] or "9999", model["id"])


class Drift:
    """Puts the report together."""

    def __init__(
        self,
        info: Mapping[str, Any],
        imports: ImportResult,
        people: Iterable[Mapping[str, Any]],
        results: Mapping[str, Mapping[str, Any]],
        now: float,
    ) -> None:
        """Prepare the report.

        Args:
            info: All that there is, as ``OrganizationInfo.everything`` returns it.
            imports: Knows states and items.
            people: What ``openai_people`` holds.
            results: What each role returned in check mode with a diff, or its failure, by name of the role.
            now: The API's time in seconds.
        """
        self.info, self.results, self.now = info, results, now
        self.unmanaged = Unmanaged(info, imports, people, now)

    def report(self) -> dict[str, Any]:
        """Return the report.

        Raises:
            StackError: A result is none of a role.
        """
        for role, result in self.results.items():
            if not isinstance(result, dict):
                raise StackError(f"results: {role} must be what the role returned, or its failure")
        differences, problems = list(self._differences()), list(self._problems())
        archived = self.unmanaged.archived()
        active = [entry["project"] for entry in self.unmanaged.active]
        access = AccessRows(self.info, self.unmanaged.active, self.unmanaged.label)
        return {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.now)),
            "drifted": bool(differences or problems or archived),
            "differences": differences,
            "problems": problems,
            "archived": archived,
            "not_in_yaml": self.unmanaged.rows(
                set(texts_in([r.get("outputs") for r in self.results.values()]))
            ),
            "projects": [{"id": each["id"], "name": self.unmanaged.label(each)} for each in active],
            "access": list(access.rows()),
            "groups": list(access.groups()),
            "keys": self.unmanaged.keys(),
            "tuned_models": sorted(self.info.get("models") or [], key=_first_to_end),
            "usage": list(self._usage()),
        }

    def _differences(self) -> Iterator[dict[str, Any]]:
        """Yield the changes that roles would make, in the terms of the items."""
        for role, result in self.results.items():
            for entry in result.get("diff") or []:
                header = HEADER.fullmatch(str(entry.get("after_header") or ""))
                if header:
                    yield {
                        "role": role,
                        "name": header["name"],
                        "kind": header["kind"],
                        "change": header["verb"] or "",
                        "before": entry.get("before") or "",
                        "after": entry.get("after") or "",
                    }

    def _problems(self) -> Iterator[dict[str, str]]:
        """Yield what kept a role from being compared."""
        for role, result in self.results.items():
            if result.get("failed"):
                lines = str(result.get("msg") or "failed without a message").splitlines()
                for line in filter(None, map(str.strip, lines)):
                    yield {"role": role, "message": line.removeprefix(f"{role}: "), "note": NOT_COMPARED}

    def _usage(self) -> Iterator[dict[str, Any]]:
        """Yield the busiest minute of each project and model beside its limits."""
        for entry in self.unmanaged.active:
            for model, peak in sorted(entry["peaks"].items()):
                limits = entry["rate_limits"].get(model) or {}
                yield {
                    "project": self.unmanaged.label(entry["project"]),
                    "model": model,
                    "requests": peak["requests"],
                    "requests_limit": limits.get("max_requests_per_1_minute", 0),
                    "tokens": peak["tokens"],
                    "tokens_limit": limits.get("max_tokens_per_1_minute", 0),
                }
