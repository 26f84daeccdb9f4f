"""What a run does about objects that exist already: stop, take over, or make keys anew."""

from __future__ import annotations

import json
from contextlib import nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.import_.sink_contents import values_of
from plugins.plugin_utils.stack import existing
from plugins.plugin_utils.stack.credentials import Keys
from plugins.plugin_utils.stack.existing import ExistingObjects
from plugins.plugin_utils.stack.plan import Plan
from plugins.plugin_utils.stack.state_outputs import StateOutputs
from plugins.plugin_utils.stack.working_directory import WorkingDirectory

if TYPE_CHECKING:
    from pathlib import Path

PLAN = Plan(
    {
        "resource_changes": [
            {
                "address": 'module.m["a"].openai_x.this',
                "type": "openai_x",
                "change": {"actions": ["create"], "before": None, "after": {}},
            }
        ]
    }
)


def one(address: str, id_: str, **more: Any) -> Any:
    plain = {"kind": "openai_x", "name": f'thing "{id_}"', "import_id": f"p/{id_}", "created_at": 0.0}
    key = {"redacted": "", "held": False, "in_use": False}
    found = {"address": address, "id": id_, **plain, **key, **more}
    return SimpleNamespace(**found, is_key=bool(found["redacted"]))


class Run:
    """A run before whose eyes objects appear, a list for each time that it looks."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, folder: Path, *rounds: list[Any], **settings: Any
    ) -> None:
        self.rounds, self.looked, self.revoked = list(rounds), 0, []
        chosen = {"state": "present", "duplicates": "refuse", "confirm_destroy": None, "check_mode": False}
        asked = SimpleNamespace(**{**chosen, **settings}, provider={}, keys=Keys(), environ={})
        monkeypatch.setattr(existing, "open_api", lambda *_unused: nullcontext())
        monkeypatch.setattr(existing, "existing_objects", self._look)
        monkeypatch.setattr(existing, "revoke_key", lambda _plan, _api, key: self.revoked.append(key.id))
        self.objects = ExistingObjects(
            asked,
            [],
            WorkingDirectory(folder, "acme", "role"),
            lambda address: f"<{address}>",
            lambda _kind, id_: "core_ai" if id_ == "9" else None,
        )

    def _look(self, *_unused: Any) -> list[Any]:
        self.looked += 1
        return self.rounds.pop(0) if self.rounds else []

    def check(self, plan: Plan = PLAN) -> bool:
        return self.objects.check(plan, {})


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    return lambda *rounds, **settings: Run(monkeypatch, tmp_path, *rounds, **settings)


def test_nothing_is_looked_for_without_a_create_or_where_twins_are_allowed(run: Any) -> None:
    idle = run([one("a", "1")])
    assert not idle.check(Plan({}))
    allowed = run([one("a", "1")], duplicates="allow")
    assert not allowed.check()
    assert (idle.looked, allowed.looked) == (0, 0)


@pytest.mark.parametrize(("state", "read"), [("present", []), ("recover", [PLAN])])
def test_where_keys_go_is_read_to_recover_alone(
    run: Any, monkeypatch: pytest.MonkeyPatch, state: str, read: list[Plan]
) -> None:
    plans: list[Plan] = []
    monkeypatch.setattr(existing, "values_of", lambda plan, _items: plans.append(plan) or {})
    assert run([], state=state).check() is False
    assert plans == read


def test_a_run_stops_and_names_what_exists(run: Any) -> None:
    many = [one(f"a{number}", str(number)) for number in range(12)]
    with pytest.raises(StackError) as stopped:
        run(many).check()
    lines = str(stopped.value).splitlines()
    assert lines[0] == '<a0>: the thing "0" exists already, and this stack\'s state does not know it'
    assert lines[9].endswith("exists already, and the role core_ai manages it")
    assert lines[10] == "and 2 more"
    assert lines[11].startswith("nothing was changed. Take over what exists with openai_state: recover")


def test_what_exists_is_told_with_when_it_was_made(run: Any) -> None:
    with pytest.raises(StackError, match='the thing "1", made 2026-05-06 07:08 UTC exists already'):
        run([one("a", "1", created_at=1_778_051_291.0)]).check()


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_is_certain_is_taken_over_round_by_round(run: Any, check_mode: bool) -> None:
    taking = run([one("a", "1")], [one("b", "${2}")], state="recover", check_mode=check_mode)
    assert [taking.check(), taking.check(), taking.check()] == [True, True, False]
    assert taking.objects.blocks == [{"to": "a", "id": "p/1"}, {"to": "b", "id": "p/$${2}"}]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([one("a", "1"), one("a", "2")], "<a>: 2 objects could be it: 1, 2"),
        ([one("a", "1"), one("b", "1")], '<a>: the thing "1" could be that of <b> too'),
    ],
)
def test_what_is_not_certain_is_listed(run: Any, found: list[Any], told: str) -> None:
    taking = run(found, state="recover")
    with pytest.raises(StackError) as stopped:
        taking.check()
    assert told in str(stopped.value).splitlines()
    assert taking.objects.blocks == []


def test_keys_without_a_value_are_counted_over_all_rounds_and_made_anew_when_confirmed(run: Any) -> None:
    def rounds() -> list[list[Any]]:
        lost, held = one("a", "1", redacted="sk-***1"), one("a", "2", redacted="sk-***2", held=True)
        return [[lost, held, one("p", "3")], [one("b", "4", redacted="sk-***4")], []]

    for confirmed in (None, "1", "3"):
        taking = run(*rounds(), state="recover", confirm_destroy=confirmed)
        assert taking.check()
        with pytest.raises(StackError) as stopped:
            taking.check()
        lines = str(stopped.value).splitlines()
        assert lines[0] == '<a>: the thing "1", sk-***1 exists, and its place does not hold its value'
        assert lines[1].startswith("<b>: ")
        assert "openai_confirm_destroy: 2" in lines[2]
        assert taking.revoked == []
    taking = run(*rounds(), state="recover", confirm_destroy=2)
    assert [taking.check(), taking.check()] == [True, False]
    assert {block["id"] for block in taking.objects.blocks} == {"p/2", "p/3"}
    assert taking.revoked == [], "not before everything is checked"
    taking.objects.revoke_lost(PLAN)
    assert taking.revoked == ["1", "4"]


def test_the_key_of_this_run_is_never_made_anew(run: Any) -> None:
    taking = run([one("a", "1", redacted="sk-***1", in_use=True)], state="recover", confirm_destroy="1")
    with pytest.raises(StackError, match=r"this run works with it\nnothing was changed\. Run with"):
        taking.check()


def planned(address: str) -> Plan:
    change = {"actions": ["create"], "before": None, "after": {}}
    return Plan({"resource_changes": [{"address": address, "type": "openai_x", "change": change}]})


def test_values_are_read_where_keys_go(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("open\n")
    vault = VaultLib([("default", VaultSecret(b"open"))])
    (tmp_path / "file").write_text("sk-file\n")
    (tmp_path / "bare").write_bytes(vault.encrypt(b"sk-bare\n"))
    (tmp_path / "named").write_bytes(vault.encrypt(b'---\nother: 1\nkey: "sk-named"\n'))
    (tmp_path / "broken").write_text("no vault")
    opened = {"vault_password_file": str(password)}
    sinks = {
        "file": {"file": str(tmp_path / "file")},
        "bare": {"vault_file": str(tmp_path / "bare"), **opened},
        "named": {"vault_file": str(tmp_path / "named"), "vault_variable": "key", **opened},
        "missing": {"file": str(tmp_path / "missing")},
        "absent": {"vault_file": str(tmp_path / "named"), "vault_variable": "nokey", **opened},
        "broken": {"vault_file": str(tmp_path / "broken"), **opened},
        "command": {"command": ["true"]},
    }
    items = {"keys": {name: {"secret_sink": sink} for name, sink in sinks.items()}}
    items["accounts"] = {"a": {"api_keys": {name: {"secret_sink": sink} for name, sink in sinks.items()}}}
    right = {"file": "sk-file", "bare": "sk-bare", "named": "sk-named"}
    for name in sinks:
        for address in (
            f'module.keys["{name}"].openai_admin_api_key.this',
            f'module.accounts["a"].openai_service_account_api_key.this["{name}"]',
        ):
            wanted = {address: right[name]} if name in right else {}
            assert values_of(planned(address), items) == wanted


def test_who_holds_an_object(tmp_path: Path) -> None:
    for role, kind, attributes in (
        ("a", "openai_x", {"id": "p/1", "x_id": "1"}),
        ("b", "openai_y", {"id": "1"}),
        ("c", "openai_x", {"id": "2"}),
    ):
        folder = tmp_path / "acme" / role
        folder.mkdir(parents=True)
        resource = {"mode": "managed", "type": kind, "instances": [{"attributes": attributes}]}
        (folder / "terraform.tfstate").write_text(
            json.dumps({"version": 4, "lineage": "l", "resources": [resource]})
        )
    (tmp_path / "acme" / "note").touch()
    backend: Any = SimpleNamespace(kind="")
    nothing: Any = SimpleNamespace()
    others = StateOutputs(tmp_path, "acme", "default", backend, nothing, tmp_path, planned=False)
    assert [others.holder("openai_x", id_) for id_ in ("1", "2", "3")] == ["a", "c", None]
