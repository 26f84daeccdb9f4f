"""The role against bare terraform: what Ansible and the engine cost when nothing changes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from processes import ROOT, clean_environment, emulator, run, timed
from report import Figure, Report

_PLAY = """\
- hosts: localhost
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  roles:
"""


def measure(folder: Path) -> Report:
    """Measure the role in an empty folder."""
    report = Report("Role")
    play = folder / "play.yml"
    play.write_text(f"{_PLAY}    - fjcorp.openai.administrative\n", encoding="utf-8")
    empty = folder / "empty.yml"
    empty.write_text(f"{_PLAY.replace('  roles:', '  tasks: []')}", encoding="utf-8")
    with emulator(folder / "emulator") as api:
        variables = folder / "variables.json"
        state = folder / "state"
        variables.touch(0o600)
        variables.write_text(
            json.dumps(
                {
                    "openai_state_dir": str(state),
                    "openai_base_url": api.base_url,
                    "openai_api_key": api.api_key,
                    "openai_admin_key": api.admin_key,
                    "openai_projects": {"research": {"name": "Research"}},
                }
            ),
            encoding="utf-8",
        )
        environment = clean_environment(
            ANSIBLE_CONFIG=str(ROOT / "ansible.cfg"),
            ANSIBLE_COLLECTIONS_PATH=str(ROOT / ".cache" / "collections"),
            ANSIBLE_HOME=str(folder / "ansible"),
        )
        playbook = str(Path(sys.executable).with_name("ansible-playbook"))

        def ansible(book: Path) -> float:
            return run([playbook, str(book), "-e", f"@{variables}"], folder, environment)

        report.add(timed("first run of one project", lambda: ansible(play)))
        _unused, calls = api.counted(lambda: ansible(play))
        report.add(Figure("no-op run: calls", calls, "calls"))
        role = timed("no-op run, all of ansible-playbook", lambda: ansible(play), 5)
        alone = timed("an empty play", lambda: ansible(empty), 5)
        working = next(state.glob("**/terraform.tfstate")).parent
        rc = next(state.glob("**/terraform.rc"))
        settings = next(working.glob("*.tfvars.json"))
        bare_environment = clean_environment(TF_CLI_CONFIG_FILE=str(rc), **api.environment())
        command = ["terraform", "plan", "-input=false", "-detailed-exitcode", f"-var-file={settings}"]
        bare = timed("no-op plan of bare terraform", lambda: run(command, working, bare_environment), 5)
    for figure in (role, alone, bare):
        report.add(figure)
    overhead = role.value - alone.value - bare.value
    report.add(Figure("the role over bare terraform and an empty play", overhead, "s", 2.5))
    return report
