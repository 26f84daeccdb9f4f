"""Every resource through the provider's own wire calls, in this process: its life, and every fault in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from campaign.faults import FAULTS
from campaign.subject import CREATE, DELETE, UPDATE
from campaign.subjects import NOUNS, SUBJECTS

from fjcorp_openai.api.interrupted import LIST_DELAY_VARIABLE
from fjcorp_openai.provider import resources
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.registry import found
from support.every_resource import NO_OBJECT, OBJECTS, STAYS
from support.life import LIST_DELAY_SECONDS
from support.wire import RefusedError

if TYPE_CHECKING:
    from campaign.faults import Fault
    from campaign.subject import Subject

    from support.kept_lives import KeptLives
    from support.life import Life

NOT_MADE = {
    "openai_project_api_key": "The API makes no keys of projects",
    "openai_organization_user": "There is no user ada@example.com",
}
"""What is taken over and never made, and what is said when it is gone."""
REPLACED = {"openai_invite", "openai_admin_api_key", "openai_service_account_api_key"}
"""What an update makes anew, so that nobody else can change it in place."""
UNSEEN = {"openai_project_api_key": "the API does not tell the scopes of a key"}
"""What is changed in place, and the API does not show it."""
NOTHING_WRONG: dict[str, list[str]] = {"duplicate": [], "orphan": [], "lost key": []}

KINDS = {subject.type_name: subject for subject in reversed(SUBJECTS)}
CHANGED = [
    name
    for name, subject in KINDS.items()
    if subject.second is not None and name not in REPLACED | UNSEEN.keys() and UPDATE in subject.operations
]
CASES = [
    (subject, operation, fault)
    for subject in SUBJECTS
    for operation in subject.operations
    for fault in FAULTS
]


@pytest.fixture(autouse=True)
def _waits_for_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LIST_DELAY_VARIABLE, str(LIST_DELAY_SECONDS))


def test_every_resource_is_driven() -> None:
    assert NOUNS.keys() == {each.type_name for each in found(resources, Resource)}
    assert KINDS.keys() == OBJECTS.keys() == NOUNS.keys() - NO_OBJECT


@pytest.mark.parametrize("name", KINDS)
def test_a_life(lives: KeptLives, name: str) -> None:
    subject = KINDS[name]
    life = lives.after(subject)
    for operation, arguments in ((CREATE, subject.first), (UPDATE, subject.second), (DELETE, None)):
        if operation == UPDATE and arguments is None:
            continue
        life.apply(arguments)
        assert life.is_settled(arguments), operation
        counts = life.scene.counted(operation, 0 if arguments is None else 1)
        assert counts == NOTHING_WRONG, operation


@pytest.mark.parametrize("name", CHANGED)
def test_drift_is_seen_and_put_right(lives: KeptLives, name: str) -> None:
    subject = KINDS[name]
    life = lives.after(subject, CREATE)
    assert life.is_settled(subject.first)
    life.somebody_else(subject.second)
    assert not life.is_settled(subject.first)
    life.apply(subject.first)
    assert life.is_settled(subject.first)


@pytest.fixture(params=KINDS)
def made(request: pytest.FixtureRequest, lives: KeptLives) -> Life:
    """One object of each kind, as it is after a plan."""
    life = lives.after(KINDS[request.param], CREATE)
    assert life.is_settled(life.subject.first)
    return life


def test_what_somebody_deleted_is_gone_and_is_made_again(made: Life) -> None:
    first = made.subject.first
    made.somebody_else(None)
    with made.run() as run:
        made.refresh(run)
    assert (made.saved is not None) is (made.name in STAYS)
    if made.name in NOT_MADE:
        with pytest.raises(RefusedError, match=NOT_MADE[made.name]):
            made.apply(first)
        return
    made.apply(first)
    assert made.is_settled(first)


def test_deleting_what_somebody_deleted_is_no_error(made: Life) -> None:
    made.somebody_else(None)
    made.apply(None)
    assert made.saved is None


def test_deleting_what_was_never_read_since_is_no_error(made: Life) -> None:
    """As with `-refresh=false`: the provider meets the API's 404 itself."""
    made.somebody_else(None)
    with made.run() as run:
        assert run.apply(made.name, None, made.saved) is None


def test_an_import_makes_and_replaces_nothing(made: Life) -> None:
    subject, before = made.subject, made.saved
    with made.run() as run:
        made.saved = run.import_(made.name, before.state["id"])
    made.emulator.clear_calls()
    with made.run() as run:
        made.refresh(run)
        run.plan(made.name, made.values(subject.first), made.saved)
        assert run.replaced == []
    assert made.saved.state["id"] == before.state["id"]
    made.apply(subject.first)
    assert made.is_settled(subject.first)
    written = {call["operation"] for call in made.emulator.calls() if call["method"] != "GET"}
    assert written == ({subject.operations[UPDATE]} if made.name in UNSEEN else set())
    assert made.scene.counted(CREATE, 1) == NOTHING_WRONG


@pytest.mark.parametrize(
    ("subject", "operation", "fault"),
    CASES,
    ids=[f"{subject.title} {operation} {fault.name}" for subject, operation, fault in CASES],
)
def test_the_run_after_a_struck_one_converges(
    lives: KeptLives, subject: Subject, operation: str, fault: Fault
) -> None:
    steps = {CREATE: subject.first, UPDATE: subject.second, DELETE: None}
    names = list(steps)[: list(steps).index(operation)]
    life = lives.after(subject, *(each for each in names if each == CREATE or subject.second is not None))
    arguments = steps[operation]
    assert life.strike(subject.operations[operation], fault, arguments), "it was not called"
    life.apply(arguments)
    if fault.lag:
        life.emulator.lag(0, 0)
    assert life.is_settled(arguments)
    counts = life.scene.counted(operation, 0 if arguments is None else 1)
    assert counts == NOTHING_WRONG
