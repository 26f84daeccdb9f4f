"""The order of the tests: what takes long begins first, on every worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SLOW_FOLDERS = ("integration", "provider", "terraform", "repo")
"""Their tests start programs: they come before all that runs in process."""


LONGEST = {
    "repo/test_ansible_lint.py::test_production_profile_finds_nothing": 100,
    "integration/test_awx_jobs.py::test_three_nights": 120,
    "repo/test_ansible_test.py::test_sanity_finds_the_seeded_faults_alone": 120,
    "repo/test_collection.py::test_installed_collection_runs_by_its_full_name_from_another_folder": 90,
    "repo/test_molecule.py::test_scenario_passes": 65,
    "integration/test_playbooks.py::test_site_makes_and_destroy_destroys": 58,
    "integration/test_existing.py::test_an_empty_state_is_not_trusted_and_recovers": 48,
    "integration/test_check_mode.py::test_says_what_apply_does_and_writes_nothing": 47,
    "integration/test_destruction.py::test_much_is_destroyed_by_number_alone_and_other_keys_are_moves": 47,
}
"""About how many seconds the longest tests take on two cores; only their order matters."""


def ranked(tests: Sequence[str], seconds: Mapping[str, float] = LONGEST) -> list[float]:
    """Return for each test how long it is known to take; less than 0 in a folder of quick tests.

    Args:
        tests: File below `tests` and name of each, as pytest writes them.
        seconds: The time of the longest, without their parameters.
    """
    return [
        seconds.get(test.partition("[")[0], 0.0 if test.partition("/")[0] in SLOW_FOLDERS else -1.0)
        for test in tests
    ]


def dealt(ranks: Sequence[float], workers: int) -> list[int]:
    """Return the places of tests in the order in which they are given out.

    The list is cut into as many equal parts as there are workers; each begins with its share of the longest.

    Args:
        ranks: How long each test takes, as `ranked` says it.
        workers: How many workers there are.
    """
    order = sorted(range(len(ranks)), key=lambda place: -ranks[place])
    longest = [place for place in order if ranks[place] > 0]
    others = [place for place in order if ranks[place] <= 0]
    found: list[int] = []
    for worker in range(workers):
        end = len(ranks) * (worker + 1) // workers
        found += longest[worker::workers]
        taken = max(0, end - len(found))
        found += others[:taken]
        del others[:taken]
    return found + others
