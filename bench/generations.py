"""A thousand generations under a limit of requests and one of tokens, asked for by three runs at once.

Each run is a terraform with a provider of its own; they share one folder of the pacing, as the roles of a
play do. The emulator refuses what its budget of tokens has no room for. A request above the other limit it
lets through, so those are counted here, from its log.
"""

from __future__ import annotations

import json
import subprocess
import threading
from typing import TYPE_CHECKING, Any

from processes import Emulator, emulator
from provider_times import Stack
from report import Figure, Report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MODEL = "gpt-5.6-luna"
RUNS, EACH = 3, 334
REQUESTS, TOKENS = 700, 24_000
"""What there may be in a minute: full at first, then refilled evenly."""
_OPERATION = "createChatCompletion"
_ANSWERS = f"""\
resource "openai_chat_completion" "this" {{
  count                 = {EACH}
  model                 = "{MODEL}"
  messages              = [{{ role = "user", content = "Say: run %(run)d, answer ${{count.index}}" }}]
  max_completion_tokens = 40
}}
output "tokens" {{
  value = sum(openai_chat_completion.this[*].usage.total_tokens)
}}
"""


def measure(folder: Path) -> Report:
    """Measure in an empty folder."""
    report = Report(f"Generations, at {REQUESTS} requests and {TOKENS:,} tokens a minute")
    with emulator(folder / "emulator") as api:
        _ask(folder, api, report)
    return report


def _ask(folder: Path, api: Emulator, report: Report) -> None:
    _limit(api)
    shared = {
        "FJCORP_OPENAI_PACING_DIR": str(folder / "pacing"),
        "FJCORP_OPENAI_EVENTS": str(folder / "events.jsonl"),
    }
    stacks = []
    for number in range(RUNS):
        journal = {"FJCORP_OPENAI_JOURNAL_DIR": str(folder / f"journal{number}")}
        configuration = _ANSWERS % {"run": number}
        stacks.append(Stack(folder / f"run{number}", api, configuration, **shared, **journal))
        # Counted before: the time of the plan is none of the generations.
        stacks[-1].run("plan", "-input=false", "-out=plan")
    api.control("DELETE", "/calls")
    failed = _all_at_once(stacks)
    calls = [call for call in api.calls() if call["operation"] == _OPERATION]
    passed = sorted(float(call["time"]) for call in calls if call["status"] == 200)
    tokens = sum(map(_tokens, stacks)) if not failed else 0
    took = passed[-1] - passed[0] if passed else 0.0
    dictated = max(60 * (len(passed) - REQUESTS) / REQUESTS, 60 * (tokens - TOKENS) / TOKENS)
    name = f"{RUNS * EACH:,} chat completions by {RUNS} runs"
    told = f"{dictated:.1f} s by the limits alone, {tokens:,} tokens"
    report.add(Figure(name, took, "s", note=told))
    report.add(Figure(f"{name}: over that", took / dictated if dictated > 0 else 99.0, "times", 1.15))
    report.add(Figure(f"{name}: made", len(passed), "calls", RUNS * EACH, at_least=True))
    report.add(Figure(f"{name}: refused", len(calls) - len(passed), "calls", 0))
    report.add(Figure(f"{name}: above the requests", _above(passed), "calls", 0))
    report.add(Figure(f"{name}: runs that failed", len(failed), "runs", 0, note="; ".join(failed)[:200]))


def _limit(api: Emulator) -> None:
    """Set the limit of requests as an administrator does, and that of tokens at the emulator."""
    project = api.get("/organization/projects")["data"][0]["id"]
    path = f"/organization/projects/{project}/rate_limits"
    rows = {row["model"]: row["id"] for row in api.get(path)["data"]}
    api.post(f"{path}/{rows[MODEL]}", {"max_requests_per_1_minute": REQUESTS})
    api.control("POST", "/throttle", {"tokens_per_minute": TOKENS})


def _all_at_once(stacks: list[Stack]) -> list[str]:
    """Apply the plans of all stacks, and return what those say that failed."""
    failed: list[str] = []

    def apply(stack: Stack) -> None:
        try:
            stack.run("apply", "-input=false", "-parallelism=20", "plan")
        except RuntimeError as error:
            failed.append(str(error)[-200:])

    threads = [threading.Thread(target=apply, args=(stack,)) for stack in stacks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def _tokens(stack: Stack) -> int:
    shown: Any = subprocess.run(
        ["terraform", "output", "-json", "tokens"],
        cwd=stack.folder,
        env=stack.environment,
        capture_output=True,
        check=True,
    ).stdout
    return int(json.loads(shown))


def _above(moments: Iterable[float]) -> int:
    """Return how many calls came when the bucket of requests was empty; half a call is a rounded time."""
    used, above, last = 0.0, 0, 0.0
    for moment in moments:
        used = max(0.0, used - (moment - last) * REQUESTS / 60) + 1
        above += used > REQUESTS + 0.5
        last = moment
    return above
