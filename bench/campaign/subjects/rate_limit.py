"""Rate limits of a project, which are there before."""

from __future__ import annotations

from campaign.office import PROJECT
from campaign.subject import Noun, Subject, Values, operations


def _limit(requests: int) -> Values:
    return {**PROJECT, "model": "gpt-5.6-terra", "rpm_limit": requests}


NOUNS = (
    Noun(
        "rate_limit",
        (
            Subject(
                "rate_limit",
                _limit(100),
                _limit(50),
                operations(*("update-project-rate-limits",) * 3),
                restored="/organization/projects/<project>/rate_limits",
            ),
        ),
        lambda at: at.in_project(model="gpt-5.6-terra", rpm_limit=10),
        stays="put back",
    ),
)
