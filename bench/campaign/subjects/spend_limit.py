"""Spend limits of the organization and of projects."""

from __future__ import annotations

from campaign.setting import setting
from campaign.subject import Noun


def _limit(level: str) -> Noun:
    life = setting(level, "spend_limit", {"threshold_amount": 50000}, {"threshold_amount": 70000})
    return Noun(f"{level}_spend_limit", (life,), lambda at: at.at(level, threshold_amount=1000))


NOUNS = (_limit("organization"), _limit("project"))
