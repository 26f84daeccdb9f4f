"""The role against bare terraform: what Ansible and the engine cost when nothing changes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from play import Plays
from processes import ROOT, clean_environment, emulator, run, timed
from report import Figure, Report

if TYPE_CHECKING:
    from pathlib import Path

_ITEMS = {
    "openai_projects": {"research": {"name": "Research"}},
    "openai_service_accounts": {"build": {"name": "build", "project": "research"}},
    "openai_files": {"notes": {"file_path": __file__, "purpose": "user_data"}},
    "openai_chat_completions": {
        "hello": {"model": "gpt-5.6-luna", "messages": [{"role": "user", "content": "Hello"}]}
    },
    "openai_models": {"draft": {"model_id": "gpt-5.6-terra"}},
}
"""One item for each role."""


def _site(folder: Path, report: Report) -> None:
    names = sorted(each.name for each in (ROOT / "roles").iterdir())
    with emulator(folder / "emulator-site") as api:
        plays = Plays(folder / "site", api, _ITEMS)
        site = plays.written(
            "site.yml", "".join(["  roles:\n", *(f"    - fjcorp.openai.{name}\n" for name in names)])
        )
        plays.run(site)
        report.add(timed(f"no-op run of {len(names)} roles", lambda: plays.run(site), 3, 7.0))


def _first(plays: Plays, role: Path) -> float:
    """Run a role as one does who has run none for a while."""
    for templates in plays.state.glob("provider/*/templates-*"):
        shutil.rmtree(templates)
    return plays.run(role)


def measure(folder: Path) -> Report:
    """Measure the role in an empty folder."""
    report = Report("Role")
    with emulator(folder / "emulator") as api:
        plays = Plays(folder / "plays", api, {"openai_projects": {"research": {"name": "Research"}}})
        role = plays.written("role.yml", "  roles:\n    - fjcorp.openai.administrative\n")
        empty = plays.written("empty.yml", "  tasks: []\n")
        report.add(timed("first run of one project", lambda: plays.run(role)))
        _unused, calls = api.counted(lambda: plays.run(role))
        report.add(Figure("no-op run: calls", calls, "calls"))
        whole = timed("no-op run, all of ansible-playbook", lambda: plays.run(role), 5)
        alone = timed("an empty play", lambda: plays.run(empty), 5)
        first = timed("no-op run, no template there yet", lambda: _first(plays, role), 3)
        working = next(plays.state.glob("**/terraform.tfstate")).parent
        rc = next(plays.state.glob("**/terraform.rc"))
        settings = next(working.glob("*.tfvars.json"))
        bare_environment = clean_environment(TF_CLI_CONFIG_FILE=str(rc), **api.environment())
        command = ["terraform", "plan", "-input=false", "-detailed-exitcode", f"-var-file={settings}"]
        bare = timed("no-op plan of bare terraform", lambda: run(command, working, bare_environment), 5)
    for figure in (whole, first, alone, bare):
        report.add(figure)
    overhead = whole.value - alone.value - bare.value
    report.add(Figure("the role over bare terraform and an empty play", overhead, "s", 2.5))
    role_alone = "over an empty play"
    report.add(Figure("a role without a change", whole.value - alone.value, "s", 1.2, note=role_alone))
    report.add(Figure("its seconds of processor", whole.processor - alone.processor, "s", note=role_alone))
    report.add(Figure("the same, no template there yet", first.value - alone.value, "s", note=role_alone))
    _site(folder, report)
    return report
