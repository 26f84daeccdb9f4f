"""Terraform's calls, one at a time, in process."""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, Any

import msgpack
import pytest

from fjcorp_openai.provider.protocol import (
    NUMBER,
    UNKNOWN,
    ConfigurationUnknown,
    Context,
    PartialState,
    Plan,
    ProviderError,
    messages,
)
from fjcorp_openai.provider.protocol.types import object_of
from fjcorp_openai.provider.protocol.wire import read_private, read_value, write_private, write_value
from unit.protocol.thing import Thing, call, configure, errors, service

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.service import Service

KIND = Thing.schema.type
NOTHING: dict[str, Any] = dict.fromkeys(Thing.schema.attributes)
STATE = {**NOTHING, "id": "1", "name": "n", "color": "blue", "digest": "d", "etag": "e"}


def value(values: dict[str, Any] | None) -> Any:
    return write_value(values, KIND)


def apply(made: Service, prior: dict[str, Any] | None, planned: dict[str, Any] | None, **fields: Any) -> Any:
    config = fields.pop("config", {**NOTHING, **(planned or {})})
    return call(
        made,
        "ApplyResourceChange",
        type_name="demo_thing",
        prior_state=value(prior),
        planned_state=value(planned),
        config=value(config),
        **fields,
    )


def test_a_create_returns_the_plan_with_what_the_resource_adds() -> None:
    made, thing = service()
    seen: dict[str, Any] = {}

    def create(planned: dict[str, Any], context: Context) -> dict[str, Any]:
        seen.update(planned, timeout=context.timeout("create"))
        context.private["k"] = b"v"
        return {"id": "1", "digest": "d", "etag": None}

    thing.does["create"] = create
    planned = {**NOTHING, "name": "n", "id": UNKNOWN, "digest": UNKNOWN, "etag": UNKNOWN}
    answer = apply(made, None, planned, config={**NOTHING, "name": "n", "token": "secret"})
    state = read_value(answer.new_state, KIND)
    assert (state["id"], state["name"], state["digest"], state["token"]) == ("1", "n", "d", None)
    assert seen["token"] == "secret"
    assert seen["timeout"] == 1200
    assert read_private(answer.private) == {"k": b"v"}
    assert errors(answer) == []


@pytest.mark.parametrize(
    ("error", "summary", "detail"),
    [
        (ProviderError("No", "Because."), "No", "Because."),
        (
            KeyError("x"),
            "demo_thing: create failed",
            "fault in the provider, please report it. KeyError: 'x'",
        ),
        (ConnectionRefusedError("refused"), "demo_thing: create failed", "refused"),
        (TimeoutError(), "demo_thing: create failed", "TimeoutError"),
    ],
)
def test_a_failed_create_saves_nothing_and_tells_why(error: Exception, summary: str, detail: str) -> None:
    made, thing = service()

    def create(*_unused: Any) -> dict[str, Any]:
        raise error

    thing.does["create"] = create
    answer = apply(made, None, {**NOTHING, "name": "n", "id": UNKNOWN})
    assert read_value(answer.new_state, KIND) is None
    ((found, text),) = errors(answer)
    assert found == summary
    assert detail in text
    assert "Traceback" not in text


def test_a_partial_create_saves_what_exists() -> None:
    made, thing = service()

    def create(*_unused: Any) -> dict[str, Any]:
        raise PartialState({"id": "1"}, ProviderError("Half done", "Go on."))

    thing.does["create"] = create
    answer = apply(made, None, {**NOTHING, "name": "n", "id": UNKNOWN, "digest": UNKNOWN})
    state = read_value(answer.new_state, KIND)
    assert (state["id"], state["name"], state["digest"]) == ("1", "n", None)
    assert errors(answer) == [("Half done", "Go on.")]


def test_what_was_saved_on_the_way_survives_a_failure() -> None:
    made, thing = service()

    def work(*arguments: Any) -> dict[str, Any]:
        arguments[-1].save({"id": "1", "digest": "early"})
        raise RuntimeError("later")

    thing.does["create"] = thing.does["update"] = work
    answer = apply(made, None, {**NOTHING, "name": "n", "id": UNKNOWN})
    assert read_value(answer.new_state, KIND)["id"] == "1"
    answer = apply(made, STATE, {**STATE, "note": "x"})
    assert read_value(answer.new_state, KIND)["digest"] == "early"
    assert len(errors(answer)) == 1


def test_a_failed_update_or_delete_keeps_the_prior_state() -> None:
    made, thing = service()

    def fail(*_unused: Any) -> dict[str, Any]:
        raise ProviderError("No")

    thing.does["update"] = thing.does["delete"] = fail
    for planned in ({**STATE, "note": "new"}, None):
        answer = apply(made, STATE, planned)
        assert read_value(answer.new_state, KIND) == STATE
        assert errors(answer) == [("No", "")]


def test_a_delete_leaves_nothing() -> None:
    made, thing = service()
    gone: list[str] = []
    thing.does["delete"] = lambda state, _unused: gone.append(state["id"])
    answer = apply(made, STATE, None)
    assert read_value(answer.new_state, KIND) is None
    assert gone == ["1"]
    assert errors(answer) == []


@pytest.mark.parametrize(
    ("returned", "fault"),
    [
        ({"id": "1", "digest": 7}, "the value is of type int where a string belongs; digest was not saved"),
        ({"id": "1"}, "digest was not saved: its value is still unknown"),
    ],
)
def test_an_object_is_not_lost_by_a_wrong_value(returned: dict[str, Any], fault: str) -> None:
    made, thing = service()
    thing.does["create"] = lambda *_unused: {"etag": None, **returned}
    answer = apply(made, None, {**NOTHING, "name": "n", "id": UNKNOWN, "digest": UNKNOWN, "etag": UNKNOWN})
    state = read_value(answer.new_state, KIND)
    assert (state["id"], state["digest"]) == ("1", None)
    assert fault in errors(answer)[0][1]


def test_an_object_is_not_lost_by_a_foreign_value() -> None:
    made, thing = service()
    thing.does["create"] = lambda *_unused: {"id": "1", "foreign": 1}
    answer = apply(made, None, {**NOTHING, "name": "n", "id": UNKNOWN})
    assert read_value(answer.new_state, KIND)["id"] == "1"
    assert "foreign" in errors(answer)[0][1]


def test_read_finds_loses_and_fails() -> None:
    made, thing = service()
    request: dict[str, Any] = {"type_name": "demo_thing", "current_state": value(STATE), "private": b""}
    thing.does["read"] = lambda *_unused: {"note": "drifted"}
    answer = call(made, "ReadResource", **request)
    assert read_value(answer.new_state, KIND) == {**STATE, "note": "drifted"}
    thing.does["read"] = lambda *_unused: None
    assert read_value(call(made, "ReadResource", **request).new_state, KIND) is None

    def fail(*_unused: Any) -> None:
        raise ProviderError("No")

    thing.does["read"] = fail
    answer = call(made, "ReadResource", **request)
    assert read_value(answer.new_state, KIND) == STATE
    assert errors(answer) == [("No", "")]


def test_plan_answers_with_replacements_and_private_state() -> None:
    made, thing = service()

    def plan(plan: Plan, context: Context) -> None:
        plan.private["k"] = plan.private["k"] + b"2"
        plan.warn("Careful", "It costs.")

    thing.does["plan"] = plan
    answer = call(
        made,
        "PlanResourceChange",
        type_name="demo_thing",
        prior_state=value(STATE),
        config=value({**NOTHING, "name": "other", "token": "secret"}),
        proposed_new_state=value({**STATE, "name": "other"}),
        prior_private=write_private({"k": b"1"}),
    )
    planned = read_value(answer.planned_state, KIND)
    assert (planned["id"], planned["digest"], planned["token"]) == ("1", UNKNOWN, None)
    assert [path.steps[0].attribute_name for path in answer.requires_replace] == ["name"]
    assert read_private(answer.planned_private) == {"k": b"12"}
    assert [(each.severity, each.summary) for each in answer.diagnostics] == [(2, "Careful")]


def test_upgrade_gives_an_old_state_todays_shape() -> None:
    made, thing = service()
    thing.does["upgrade"] = lambda version, state: {**state, "name": f"{state['title']} of {version}"}
    raw = messages.RawState(json=json.dumps({"id": "1", "title": "t", "parts": [{"name": "p"}]}).encode())
    answer = call(made, "UpgradeResourceState", type_name="demo_thing", version=1, raw_state=raw)
    state = read_value(answer.upgraded_state, KIND)
    assert (state["name"], state["note"]) == ("t of 1", None)
    assert state["parts"] == [{"name": "p", "size": None, "key": None, "token": None}]


@pytest.mark.parametrize("value", [1, True, ["n"], {"n": 1}])
@pytest.mark.parametrize("name", ["id", "name", "parts"])
def test_a_state_that_does_not_fit_is_its_own_fault(name: str, value: Any) -> None:
    made, _unused = service()
    raw = messages.RawState(json=json.dumps({"id": "1", "name": "n", name: value}).encode())
    answer = call(made, "UpgradeResourceState", type_name="demo_thing", version=2, raw_state=raw)
    ((summary, detail),) = errors(answer)
    assert summary == "The state of a resource demo_thing is damaged"
    assert f"It holds under {name} what cannot stand there" in detail
    assert "fault in the provider" not in detail


def test_import_needs_only_an_id() -> None:
    made, _unused = service()
    answer = call(made, "ImportResourceState", type_name="demo_thing", id="1")
    (imported,) = answer.imported_resources
    assert read_value(imported.state, KIND) == {**NOTHING, "id": "1"}
    assert imported.type_name == "demo_thing"


def test_write_only_values_need_a_terraform_that_knows_them() -> None:
    made, _unused = service()
    config = value({**NOTHING, "name": "n", "token": "secret"})
    answer = call(made, "ValidateResourceConfig", type_name="demo_thing", config=config)
    assert errors(answer)[0][0] == "Write-only values are not supported"
    known = messages.ClientCapabilities(write_only_attributes_allowed=True)
    answer = call(
        made, "ValidateResourceConfig", type_name="demo_thing", config=config, client_capabilities=known
    )
    assert errors(answer) == []


def test_moving_from_another_type_is_refused() -> None:
    made, _unused = service()
    assert errors(call(made, "MoveResourceState"))[0][0] == "Not supported"


def test_the_api_is_built_once_and_late() -> None:
    built: list[Any] = []
    made, thing = service(lambda config, _stopping: built.append(config) or len(built))
    configure(made, "u")
    assert built == []
    thing.does["read"] = lambda state, context: {"note": str(context.api)}
    threads = [
        threading.Thread(
            target=call,
            args=(made, "ReadResource"),
            kwargs={"type_name": "demo_thing", "current_state": value(STATE)},
        )
        for _index in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert built == [{"url": "u"}]


def test_an_unknown_configuration_hurts_only_what_needs_the_api() -> None:
    made, thing = service(lambda _config, _stopping: "api")
    configure(made, UNKNOWN)
    thing.does["read"] = lambda state, context: {"note": context.api}
    thing.does["plan"] = lambda plan, context: None
    request: dict[str, Any] = {"type_name": "demo_thing", "current_state": value(STATE)}
    answer = call(made, "ReadResource", **request)
    assert read_value(answer.new_state, KIND) == STATE
    assert [(each.severity, each.summary) for each in answer.diagnostics] == [
        (2, "demo_thing was not refreshed")
    ]
    deferring = messages.ClientCapabilities(deferral_allowed=True)
    answer = call(made, "ReadResource", client_capabilities=deferring, **request)
    assert answer.deferred.reason == 2
    assert not answer.diagnostics
    with pytest.raises(ConfigurationUnknown, match="url of provider demo"):
        made.api()
    configure(made, "known")
    assert made.api() == "api"


def test_stop_reaches_work_in_progress() -> None:
    made, thing = service()
    begun = threading.Event()

    def create(planned: dict[str, Any], context: Context) -> dict[str, Any]:
        begun.set()
        return {"id": "1", "etag": "stopped" if context.stopping.wait(20) else "not stopped"}

    thing.does["create"] = create
    answers: list[Any] = []
    planned = {**NOTHING, "name": "n", "id": UNKNOWN, "etag": UNKNOWN}
    worker = threading.Thread(target=lambda: answers.append(apply(made, None, planned)))
    worker.start()
    assert begun.wait(20)
    assert call(made, "StopProvider").Error == ""
    worker.join(20)
    assert read_value(answers[0].new_state, KIND)["etag"] == "stopped"


def test_the_traceback_is_in_the_debug_log_only(caplog: pytest.LogCaptureFixture) -> None:
    made, thing = service()
    thing.does["create"] = lambda *_unused: {}["absent"]
    with caplog.at_level(logging.DEBUG):
        answer = apply(made, None, {**NOTHING, "name": "n", "id": UNKNOWN})
    assert "KeyError" in caplog.text
    assert "Traceback" in caplog.text
    assert "Traceback" not in str(answer)


def test_values_may_come_as_json() -> None:
    document = messages.DynamicValue(json=b'{"value": 0.1}')
    assert read_value(document, object_of({"value": NUMBER})) == {"value": 0.1}
    assert msgpack.unpackb(write_value({"value": 0.1}, object_of({"value": NUMBER})).msgpack) == {
        "value": "0.1"
    }
