"""Lists that lag: what a lost answer made is waited for, before anything is made again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.api.errors import AnswerLost
from fjcorp_openai.api.interrupted import list_delay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.emulator import Emulator

LAG = 1.0
PATH = "/organization/projects"


@pytest.fixture
def open_api(shared_emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return what opens one client after the other over one journal; lists lag."""
    monkeypatch.setenv("FJCORP_OPENAI_LIST_DELAY", str(4 * LAG))
    made: list[Api] = []

    def open_one(tries: int) -> Api:
        made.append(
            Api(
                Settings(
                    admin_key=shared_emulator.admin_key,
                    base_url=shared_emulator.base_url,
                    max_retries=tries,
                    journal_dir=tmp_path / "journal",
                ),
                first_pause=0.05,
            )
        )
        return made[-1]

    shared_emulator.control("POST", "/lag", {"lists": LAG, "reads": 0})
    yield open_one
    shared_emulator.control("POST", "/lag", {"seconds": 0})
    for api in made:
        api.close()


def create(api: Api) -> dict[str, Any]:
    return api.create(
        PATH, {"name": "Lagging"}, natural_key=lambda item: item["name"] == "Lagging", resource="x.y"
    )


def projects(emulator: Emulator) -> list[str]:
    return [row["id"] for row in emulator.dump()["project"] if row["name"] == "Lagging"]


@pytest.mark.slow
@pytest.mark.parametrize("fault", [{"drop": "after"}, {"drop": "before"}])
def test_the_same_run_makes_one_object(
    open_api: Callable[[int], Api], shared_emulator: Emulator, fault: dict[str, str]
) -> None:
    shared_emulator.fault("create-project", **fault)
    made = create(open_api(2))
    assert projects(shared_emulator) == [made["id"]]


@pytest.mark.slow
@pytest.mark.parametrize("fault", [{"drop": "after"}, {"drop": "before"}])
def test_the_next_run_makes_one_object(
    open_api: Callable[[int], Api], shared_emulator: Emulator, fault: dict[str, str]
) -> None:
    shared_emulator.fault("create-project", **fault)
    first = open_api(0)
    with pytest.raises(AnswerLost):
        create(first)
    first.close()
    made = create(open_api(0))
    assert projects(shared_emulator) == [made["id"]]


def test_the_delay_comes_from_the_environment_within_bounds() -> None:
    assert list_delay({}) == 10
    assert list_delay({"FJCORP_OPENAI_LIST_DELAY": "2.5"}) == 2.5
    assert list_delay({"FJCORP_OPENAI_LIST_DELAY": "soon"}) == 10
    assert list_delay({"FJCORP_OPENAI_LIST_DELAY": "-1"}) > 0
