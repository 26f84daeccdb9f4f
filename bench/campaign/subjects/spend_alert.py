"""Spend alerts of the organization and of projects."""

from __future__ import annotations

from campaign.office import at
from campaign.subject import CREATE, DELETE, UPDATE, Noun, Subject, Values

_ALERT: Values = {"recipients": ["boss@example.com"], "subject_prefix": "Cost"}


def _alert(level: str) -> Noun:
    both = {**at(level), **_ALERT}
    life = Subject(
        f"{level}_spend_alert",
        {**both, "threshold_amount": 1000},
        {**both, "threshold_amount": 2000},
        {each: f"{each}-{level}-spend-alert" for each in (CREATE, UPDATE, DELETE)},
        "spend_alert",
    )
    example = {**_ALERT, "threshold_amount": 1000}
    return Noun(f"{level}_spend_alert", (life,), lambda office: office.at(level, **example))


NOUNS = (_alert("organization"), _alert("project"))
