"""`openai_webhook_endpoint`: its secret is in the sink alone, rotated, and what is sent is signed with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from support.webhooks import Receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from contract.resources.conftest import Stack
    from support.emulator import Emulator

ADDRESS = "openai_webhook_endpoint.this"
DAY = 86_400
URL = "https://hooks.example.com/openai"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.stop()


def endpoint(
    folder: Path, lines: str = "", *, url: str = URL, sink: str = "", types: str = '"batch.completed"'
) -> str:
    sink = sink or f'file = "{folder}/secret"'
    return (
        f'resource "openai_webhook_endpoint" "this" {{\n  name = "Jobs"\n  url = "{url}"\n'
        f"  event_types = [{types}]\n  secret_sink = {{ {sink} }}\n  {lines}\n}}\n"
    )


def listed(emulator: Emulator) -> list[dict[str, Any]]:
    return emulator.call("GET", "/webhook_endpoints").json()["data"]


def secret(folder: Path) -> str:
    return (folder / "secret").read_text().strip()


def signs(receiver: Receiver, *secrets: str) -> list[bool]:
    """Return which of the secrets the next delivery is signed with, as the official client sees it."""
    payload, headers = receiver.take()
    found = []
    for each in secrets:
        try:
            openai.OpenAI(api_key="-").webhooks.verify_signature(payload, headers, secret=each)
            found.append(True)
        except openai.InvalidWebhookSignatureError:
            found.append(False)
    return found


def test_a_sample_is_delivered_and_signed_with_the_secret_in_the_sink(
    stack: Callable[..., Stack], tmp_path: Path, receiver: Receiver
) -> None:
    made = stack(endpoint(tmp_path, 'test_event_type = "batch.failed"', url=receiver.url))
    made.apply()
    first = secret(tmp_path)
    assert signs(receiver, first, "whsec_" + "QUJD" * 8) == [True, False]
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    values = made.values(ADDRESS)
    assert (values["test_status_code"], values["delivered_to"]["file"]) == (200, f"{tmp_path}/secret")
    assert values["signing_secret_hint"] == listed(made.emulator)[0]["signing_secret_hint"]
    assert first not in str(values)
    assert made.plan().code == 0
    assert receiver.got.empty(), "a plan delivers nothing"

    receiver.statuses = [503]
    lines = 'test_event_type = "batch.failed"\n  rotation = "2026-12"'
    made.configure(endpoint(tmp_path, lines, url=receiver.url))
    assert made.changes() == {ADDRESS: ["update"]}
    told = made.apply()
    assert signs(receiver, first, secret(tmp_path)) == [True, True], "the former one is good for a day"
    assert "did not take a sample" in told.text
    assert "answered with the status 503" in told.text
    assert made.values(ADDRESS)["test_status_code"] == 503
    ends = made.values(ADDRESS)["previous_secret_expires_at"]
    assert ends == pytest.approx(made.emulator.clock.now() + DAY, abs=120)
    assert made.plan().code == 0

    made.configure(endpoint(tmp_path, lines, url="http://127.0.0.1:1/"))
    told = made.apply()
    assert "could not be reached" in told.text
    assert made.values(ADDRESS)["test_status_code"] is None
    assert made.plan().code == 0


def test_age_rotates_and_an_overlap_that_is_not_wanted_ends_the_former_secret(
    stack: Callable[..., Stack], tmp_path: Path, receiver: Receiver
) -> None:
    lines = "rotate_after = 30\n  keep_old_secret_active_for_24_hours = false"
    made = stack(endpoint(tmp_path, lines, url=receiver.url))
    made.apply()
    first = secret(tmp_path)
    made.emulator.clock.advance(29 * DAY)
    assert made.plan().code == 0
    made.emulator.clock.advance(2 * DAY)
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    assert made.plan().code == 0, "the new secret is young"
    id_ = made.values(ADDRESS)["id"]
    made.emulator.call("POST", f"/webhook_endpoints/{id_}/test", json={"event_type": "batch.failed"})
    assert signs(receiver, first, secret(tmp_path)) == [False, True]
    assert made.values(ADDRESS)["previous_secret_expires_at"] is None


def test_a_second_rotation_in_a_day_is_warned_of(stack: Callable[..., Stack], tmp_path: Path) -> None:
    made = stack(endpoint(tmp_path))
    made.apply()
    for number, expected in ((1, False), (2, True)):
        made.configure(endpoint(tmp_path, f'rotation = "{number}"'))
        assert ("less than a day ago" in made.plan().text) is expected
        made.apply()


def test_what_changes_in_place_leaves_the_secret(stack: Callable[..., Stack], tmp_path: Path) -> None:
    made = stack(endpoint(tmp_path, types='"batch.failed", "batch.completed"'))
    made.apply()
    first, id_ = secret(tmp_path), made.values(ADDRESS)["id"]
    assert made.plan().code == 0, "the order of types is no change"
    made.configure(endpoint(tmp_path, types='"response.completed"', url=f"{URL}/jobs"))
    made.written()
    made.apply()
    assert made.written() == [f"POST /v1/webhook_endpoints/{id_}"]
    (there,) = listed(made.emulator)
    assert (there["id"], there["event_types"], there["url"]) == (id_, ["response.completed"], f"{URL}/jobs")
    assert secret(tmp_path) == first
    assert made.plan().code == 0


def test_a_sink_that_fails_leaves_no_endpoint_and_a_rotation_that_fails_is_made_up_for(
    stack: Callable[..., Stack], tmp_path: Path
) -> None:
    failing = 'command = ["false"]'
    made = stack(endpoint(tmp_path, sink=failing))
    refused = made.apply(check=False)
    assert "was not delivered" in refused.text
    assert "was deleted at once" in refused.text
    assert (made.resources(), listed(made.emulator)) == ({}, [])

    made.configure(endpoint(tmp_path))
    made.apply()
    made.configure(endpoint(tmp_path, 'rotation = "a"', sink=failing, types='"batch.failed"'))
    refused = made.apply(check=False)
    assert "The former one is good for 24 hours" in refused.text
    assert made.values(ADDRESS)["event_types"] == ["batch.failed"], "what was changed before is known"
    made.configure(endpoint(tmp_path, 'rotation = "a"', types='"batch.failed"'))
    assert "rotated elsewhere" in made.plan().text
    made.apply()
    assert secret(tmp_path)[-4:] == listed(made.emulator)[0]["signing_secret_hint"][-4:]
    assert made.plan().code == 0


def test_a_secret_that_was_rotated_elsewhere_or_lost_is_told_of(
    stack: Callable[..., Stack], tmp_path: Path
) -> None:
    made = stack(endpoint(tmp_path))
    made.apply()
    id_ = made.values(ADDRESS)["id"]
    answer = made.emulator.call("POST", f"/webhook_endpoints/{id_}/rotate_secret", json={}).json()
    planned = made.plan()
    assert (planned.code, "rotated elsewhere" in planned.text) == (0, True)
    assert "holds something else" in planned.text
    assert answer["signing_secret"] not in planned.text
    (tmp_path / "secret").unlink()
    assert "is not there" in made.plan().text


def test_an_imported_endpoint_keeps_its_secret_until_a_rotation(
    stack: Callable[..., Stack], tmp_path: Path
) -> None:
    made = stack(endpoint(tmp_path))
    body = {"name": "Jobs", "url": URL, "event_types": ["batch.completed"]}
    id_ = made.emulator.call("POST", "/webhook_endpoints", json=body).json()["id"]
    made.import_(ADDRESS, id_)
    assert made.plan().code == 0
    assert not (tmp_path / "secret").exists()
    made.configure(endpoint(tmp_path, 'rotation = "mine"'))
    made.apply()
    assert secret(tmp_path)[-4:] == listed(made.emulator)[0]["signing_secret_hint"][-4:]
    assert [each["id"] for each in listed(made.emulator)] == [id_]


def test_wrong_input_is_told_before_the_first_write(stack: Callable[..., Stack], tmp_path: Path) -> None:
    made = stack()
    (tmp_path / "taken").write_text("something else\n")
    wrong = {
        endpoint(tmp_path, types='"batch.complete"'): 'did you mean "batch.completed"?',
        endpoint(tmp_path, 'test_event_type = "nothing"'): 'The API has no event type "nothing"',
        endpoint(tmp_path, url="http://hooks.example.com/"): "an https address",
        endpoint(tmp_path).replace("secret_sink", "#"): "A signing secret needs a place to go",
        endpoint(tmp_path, sink=f'file = "{tmp_path}/taken"'): "is there already",
        endpoint(tmp_path, sink='file = "relative"'): "Not an absolute path",
    }
    for body, message in wrong.items():
        made.configure(body)
        refused = made.plan(check=False)
        assert (refused.code, message in refused.text) == (1, True), refused.text
    assert made.written() == []


def test_a_protected_endpoint_is_not_deleted_and_its_file_is_named(
    stack: Callable[..., Stack], tmp_path: Path
) -> None:
    made = stack(endpoint(tmp_path, "deletion_protection = true"))
    made.apply()
    assert "Protected" in made.destroy(check=False).text
    made.configure(endpoint(tmp_path))
    made.apply()
    made.configure("")
    assert f"{tmp_path}/secret still holds its secret" in made.plan().text
    made.destroy()
    assert listed(made.emulator) == []
