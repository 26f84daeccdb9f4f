"""Three nights of AWX: its jobs keep nothing, the states are in PostgreSQL, and people accept in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.ansible import ROOT
from support.jobs import EXAMPLE, Controller

from .test_onboard import invites, members

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible
    from support.postgres import Postgres

# Each of a dozen jobs begins with an image alone: no mirror, no working folder, no fork of providers.
pytestmark = [pytest.mark.own_emulator, pytest.mark.play, pytest.mark.timeout(900)]

NOTHING = {"add": 0, "change": 0, "destroy": 0}


@pytest.fixture
def awx(
    make_ansible: Callable[..., Ansible], emulator: Any, postgres: Postgres, tmp_path: Path
) -> Controller:
    place = make_ansible()
    keys = emulator.environment()
    folder = tmp_path / "jobs"
    folder.mkdir()
    sink = tmp_path / "vault"
    sink.mkdir(mode=0o700)
    return Controller(
        folder,
        {name: value for name, value in place.env.items() if name.startswith("ANSIBLE_")}
        | {"OPENAI_BASE_URL": keys["OPENAI_BASE_URL"]},
        {
            "OpenAI administrator": {
                "admin_key": keys["OPENAI_ADMIN_KEY"],
                "base_url": keys["OPENAI_BASE_URL"],
            },
            "OpenAI project": {"api_key": keys["OPENAI_API_KEY"]},
            "OpenAI state": {"connection": postgres.url},
        },
        {
            "openai_stack": tmp_path.name,
            "openai_people": [
                {"email": f"{name}@example.com", "projects": [{"project": "web_shop"}]}
                for name in ("ada", "grace")
            ],
            "openai_service_accounts": {
                "deploy": {
                    "name": "deploy",
                    "project": "web_shop",
                    "api_keys": {"ci": {"secret_sink": {"file": str(sink / "ci")}}},
                }
            },
            "openai_rate_limits": {"slow": {"project": "web_shop", "model": "gpt-6-luna", "rpm_limit": 10}},
            "openai_chat_completions": {
                "greeting": {
                    "model": "gpt-5.6-luna",
                    "messages": [{"role": "user", "content": "Hello"}],
                }
            },
        },
    )


def counts(artifact: dict[str, dict[str, int]]) -> dict[str, int]:
    """Return the counts of all roles added up."""
    return {name: sum(each.get(name, 0) for each in artifact.values()) for name in NOTHING}


def test_three_nights(awx: Controller, emulator: Any, tmp_path: Path) -> None:
    # The evening before: the organization is made.
    made = awx.launch("OpenAI site")
    assert made.code == 0, made.text
    assert counts(made.artifacts["site"])["add"] >= 4
    assert made.artifacts["onboarding"]["invited"] == 2

    # Each night: drift by the workflow, onboarding by the hour.
    def night() -> tuple[int, dict[str, int], dict[str, int]]:
        emulator.clear_calls()
        drift = awx.launch("OpenAI drift")
        assert {call["method"] for call in emulator.calls()} == {"GET"}
        onboarding = awx.launch("OpenAI onboarding")
        assert onboarding.code == 0, onboarding.text
        found = onboarding.artifacts["onboarding"]
        return drift.code, drift.artifacts["drift"], {name: each for name, each in found.items() if each}

    code, drift, people = night()
    assert (code, drift["differences"], drift["problems"]) == (0, 0, 0)
    assert people == {"people": 2, "pending": 2}
    # All roles were compared once; from now on those that have an item.
    awx.variables["openai_drift_roles"] = ["administrative", "api_management", "core_ai"]

    emulator.accept(invites(emulator, "ada@example.com")[0]["id"])
    projects = emulator.call("GET", "/organization/projects", key=emulator.admin_key).json()["data"]
    id_ = next(each["id"] for each in projects if each["name"] == "Web shop")
    path = f"/organization/projects/{id_}/rate_limits"

    def limit() -> dict[str, Any]:
        rows = emulator.call("GET", f"{path}?limit=100", key=emulator.admin_key).json()["data"]
        return next(dict(each) for each in rows if each["model"] == "gpt-6-luna")

    body = {"max_requests_per_1_minute": 99}
    done = emulator.call("POST", f"{path}/{limit()['id']}", key=emulator.admin_key, json=body)
    assert done.status_code == 200, done.text
    code, drift, people = night()
    assert (code, drift["differences"]) == (2, 1)
    assert people == {"people": 2, "pending": 1, "added": 1}

    # The workflow: drift failed, somebody agrees, and the site is repaired.
    (workflow,) = awx.workflows.values()
    nodes = {each["identifier"]: each for each in workflow["simplified_workflow_nodes"]}
    assert nodes["drift"]["unified_job_template"] == "OpenAI drift"
    (approval,) = nodes["drift"]["failure_nodes"]
    (repair,) = nodes[approval]["success_nodes"]
    repaired = awx.launch(nodes[repair]["unified_job_template"])
    assert (repaired.code, counts(repaired.artifacts["site"])) == (0, {**NOTHING, "change": 1}), repaired.text
    assert limit()["max_requests_per_1_minute"] == 10

    emulator.accept(invites(emulator, "grace@example.com")[0]["id"])
    code, drift, people = night()
    assert (code, drift["differences"], people) == (0, 0, {"people": 2, "added": 1, "already": 1})
    assert {"ada@example.com", "grace@example.com"} <= set(members(emulator, "Web shop"))

    # The week: keys rotate, models are looked at, somebody leaves.
    sink = tmp_path / "vault" / "ci"
    before = sink.read_text("utf-8")
    rotated = awx.launch("OpenAI key rotation", {"openai_rotated_keys": "all"})
    assert (rotated.code, rotated.changed) == (0, 1), rotated.text
    assert sink.read_text("utf-8") != before
    ending = awx.launch("OpenAI end of life")
    assert (ending.code, ending.artifacts["end_of_life"]) == (0, {"models": 2, "unknown": 0}), ending.text
    left = awx.launch("OpenAI offboarding", {"openai_leavers": "- grace@example.com\n"})
    assert (left.code, left.artifacts["offboarding"]) == (0, {"removed": 1, "already": 0, "gone": 0}), (
        left.text
    )

    # No key in what AWX keeps of a job, and nothing of the jobs is left.
    secrets = [emulator.admin_key, emulator.api_key, before, sink.read_text("utf-8")]
    for job in (made, repaired, rotated, ending, left):
        assert [each for each in secrets if each in job.text + str(job.artifacts)] == []
    assert list((tmp_path / "jobs").iterdir()) == []
    unbuilt = awx.launch("OpenAI destroy", {"openai_confirm_destroy": tmp_path.name})
    assert unbuilt.code == 0, unbuilt.text
    assert counts(unbuilt.artifacts["destroy"])["destroy"] >= 3


def test_jobs_that_ask(awx: Controller, emulator: Any) -> None:
    """Evaluation, conversations and fine-tuning take what to do when they are launched."""
    examples = ROOT / "examples"
    question = {
        "model": "gpt-5.6-luna",
        "messages": [{"role": "user", "content": "{question}"}],
        "max_completion_tokens": 100,
    }
    evaluated = awx.launch(
        "OpenAI evaluation",
        {
            "openai_evaluation_data": str(examples / "evaluation" / "questions.jsonl"),
            "openai_evaluation_prompts": {"short": question},
            "openai_evaluation_expect": {"max_latency": 60},
        },
    )
    assert evaluated.code == 0, evaluated.text
    assert evaluated.artifacts["evaluation"]["passed"] is True
    assert evaluated.artifacts["evaluation"]["paid_calls"] > 0
    thread = emulator.call("POST", "/conversations", json={}).json()["id"]
    talked = awx.launch(
        "OpenAI conversations",
        {
            "openai_runs": {
                "hello": {
                    "thread": thread,
                    "model": "gpt-5.6-terra",
                    "additional_messages": [{"role": "user", "content": "Hello"}],
                    "max_output_tokens": 100,
                }
            }
        },
    )
    assert talked.code == 0, talked.text
    assert counts(talked.artifacts["conversations"]) == {**NOTHING, "add": 1}
    tuned = awx.launch(
        "OpenAI fine-tuning",
        {
            "openai_files": {
                "conversations": {
                    "file_path": str(examples / "acme" / "files" / "support_conversations.jsonl"),
                    "purpose": "fine-tune",
                }
            },
            "openai_fine_tuning_jobs": {
                "support": {"model": "gpt-4o-mini", "training_file": "conversations"}
            },
            "openai_chat_completions": {},
        },
    )
    assert tuned.code == 0, tuned.text
    assert counts(tuned.artifacts["fine_tuning"])["add"] == 2


def test_every_job_is_launched_here() -> None:
    here = (ROOT / "tests" / "integration" / "test_awx_jobs.py").read_text("utf-8")
    templates = Controller(EXAMPLE, {}, {}, {}).templates
    assert [name for name in templates if f'"{name}"' not in here] == []
