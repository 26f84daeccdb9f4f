"""How long the organization and projects keep data."""

from __future__ import annotations

from campaign.setting import setting
from campaign.subject import Noun

_FIRST, _SECOND = (
    {"retention_type": "zero_data_retention"},
    {"retention_type": "enhanced_zero_data_retention"},
)


def _retention(level: str) -> Noun:
    life = setting(level, "data_retention", _FIRST, _SECOND)
    return Noun(f"{level}_data_retention", (life,), lambda at: at.at(level, **_FIRST), stays="put back")


NOUNS = (_retention("organization"), _retention("project"))
