"""Fixtures that run the real ansible."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from support.leaks import has_key
from support.terraform import end_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
PINNED = Path(sys.executable).parent
RELEASES = {
    "oldest": ROOT / ".cache" / "ansible-oldest" / "bin",
    "pinned": PINNED,
    "newest": ROOT / ".cache" / "ansible-newest" / "bin",
}
"""Programs of each release of ansible-core: the oldest and newest supported, and the one of `.venv`."""
ACTION_PLUGINS = Path(__file__).with_name("plugins") / "action"
COMMUNITY = ROOT / ".cache" / "collections" / "ansible_collections" / "community"
ROLES = {
    "administrative": ["projects"],
    "data_management": ["files"],
    "core_ai": ["chat_completion"],
    "advanced_features": ["model"],
}
FATAL = re.compile(r"^fatal: \[localhost\]: FAILED! => (\{.*\})$", re.MULTILINE)
_KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "LANG")


@dataclass(frozen=True)
class Outcome:
    """How a playbook ended.

    Attributes:
        code: Exit code of ansible-playbook.
        text: All it wrote.
        results: What the engine returned, by role.
    """

    code: int
    text: str
    results: dict[str, dict[str, Any]]

    @property
    def message(self) -> str:
        """The message of the task that failed."""
        match = FATAL.search(self.text)
        assert match, self.text
        return str(json.loads(match.group(1))["msg"])

    @property
    def changed(self) -> dict[str, bool]:
        """Whether each role changed something."""
        return {role: result["changed"] for role, result in self.results.items()}


@dataclass
class Ansible:
    """A folder for playbooks, a state folder, and the environment they run in.

    Attributes:
        folder: Where the playbooks stand.
        state_dir: What `openai_state_dir` says.
        env: The whole environment of a run.
        variables: What every run is given.
        programs: Folder of the programs of the release of ansible-core.
    """

    folder: Path
    env: dict[str, str]
    variables: dict[str, Any] = field(default_factory=dict)
    programs: Path = PINNED

    @property
    def state_dir(self) -> Path:
        return Path(self.variables["openai_state_dir"])

    def start(
        self, playbook: Path | str, *arguments: str, env: dict[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start a playbook in a process group of its own, with the variables of all runs."""
        extra = self.folder / "variables.json"
        extra.touch(0o600)
        extra.write_text(json.dumps(self.variables), encoding="utf-8")
        command = [str(self.programs / "ansible-playbook"), str(playbook), "-e", f"@{extra}"]
        return subprocess.Popen(
            [*command, *arguments],
            cwd=self.folder,
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # A test before, or who started the tests in the background, may have had it ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def run(self, playbook: Path | str, *arguments: str, env: dict[str, str] | None = None) -> Outcome:
        """Run a playbook to its end."""
        results = self.folder / "results"
        for left in results.glob("*.json"):
            left.unlink()
        with self.start(playbook, *arguments, env=env) as process:
            try:
                text, _unused = process.communicate(timeout=240)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        assert not has_key(text), "ansible-playbook wrote a key"
        found = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(results.glob("*.json"))}
        return Outcome(process.returncode, text, found)

    def apply(
        self,
        variables: dict[str, Any],
        *arguments: str,
        roles: list[str] | None = None,
        expect: int = 0,
        env: dict[str, str] | None = None,
        play: dict[str, Any] | None = None,
    ) -> Outcome:
        """Run roles of the collection with variables, one after the other.

        Args:
            variables: Variables of the play.
            *arguments: Further arguments, such as `--check`.
            roles: The roles; all by default.
            expect: The exit code that is right.
            env: Further environment.
            play: Further keywords of the play.
        """
        tasks: list[dict[str, Any]] = []
        for role in roles or list(ROLES):
            tasks += [include(role), self.keep(f"{role}_result", role)]
        return self.tasks(tasks, variables, *arguments, expect=expect, env=env, play=play)

    def refusals(self, cases: Mapping[str, tuple[str, dict[str, Any]]]) -> dict[str, str]:
        """Run roles that fail, in one play, and return the message of each.

        Args:
            cases: Role and variables, by a name for the case.
        """
        tasks = [
            {
                "block": [
                    include(role) | {"vars": variables},
                    {"ansible.builtin.fail": {"msg": "It passed."}},
                ],
                "rescue": [self.keep("ansible_failed_result", f"case {number}")],
            }
            for number, (role, variables) in enumerate(cases.values())
        ]
        outcome = self.tasks(tasks, {})
        assert "Traceback" not in outcome.text
        return {name: outcome.results[f"case {number}"]["msg"] for number, name in enumerate(cases)}

    def keep(self, expression: str, name: str) -> dict[str, Any]:
        """Return a task that puts what an expression gives into the outcome's results."""
        path = str(self.folder / "results" / f"{name}.json")
        return {"keep": {"value": f"{{{{ {expression} | to_json }}}}", "path": path}}

    def tasks(
        self,
        tasks: list[dict[str, Any]],
        variables: dict[str, Any],
        *arguments: str,
        expect: int = 0,
        env: dict[str, str] | None = None,
        play: dict[str, Any] | None = None,
    ) -> Outcome:
        """Run tasks in a play on localhost."""
        document = {
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}", **variables},
            "tasks": tasks,
            **(play or {}),
        }
        playbook = self.folder / "playbook.yml"
        playbook.touch(0o600)
        playbook.write_text(yaml.safe_dump([document], sort_keys=False), encoding="utf-8")
        outcome = self.run(playbook, *arguments, env=env)
        assert outcome.code == expect, outcome.text
        return outcome


def include(role: str) -> dict[str, Any]:
    """Return a task that runs a role of the collection."""
    return {"ansible.builtin.include_role": {"name": f"fjcorp.openai.{role}"}}


@pytest.fixture(scope="session")
def collections_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of collections: this one, and community.general."""
    assert (COMMUNITY / "general").is_dir(), "run `make setup-test` first"
    folder = tmp_path_factory.mktemp("collections")
    (folder / "ansible_collections" / "fjcorp").mkdir(parents=True)
    (folder / "ansible_collections" / "fjcorp" / "openai").symlink_to(ROOT)
    for others in (COMMUNITY, COMMUNITY.with_name("awx")):
        (folder / "ansible_collections" / others.name).symlink_to(others)
    return folder


def place(folder: Path, collections_path: Path, mirrors: Path, **variables: Any) -> Ansible:
    """Return a place to run playbooks in.

    Args:
        folder: Where it is made.
        collections_path: Folder of collections.
        mirrors: The worker's folder of provider mirrors, which is linked to where no state folder is named.
        **variables: What every run is given.
    """
    (folder / "results").mkdir(parents=True)
    (folder / "ansible.cfg").touch()
    env = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ} | {
        "ANSIBLE_COLLECTIONS_PATH": str(collections_path),
        "ANSIBLE_ACTION_PLUGINS": str(ACTION_PLUGINS),
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_LOCALHOST_WARNING": "False",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_RETRY_FILES_ENABLED": "False",
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
    }
    if "openai_state_dir" not in variables:
        state = folder / "state"
        state.mkdir(mode=0o700)
        (state / "provider").symlink_to(mirrors)
        variables["openai_state_dir"] = str(state)
    return Ansible(folder, env, variables)


@pytest.fixture
def make_ansible(tmp_path: Path, collections_path: Path, mirrors: Path) -> Iterator[Callable[..., Ansible]]:
    """Make places to run playbooks in; the factory takes variables of all runs.

    A place whose state folder is not named keeps the provider's mirror where those of the worker's other
    tests do, and so shares the process that forks providers.
    """
    made: list[Ansible] = []

    def make(**variables: Any) -> Ansible:
        made.append(place(tmp_path / f"plays{len(made)}", collections_path, mirrors, **variables))
        return made[-1]

    yield make
    end_templates(tmp_path)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `--ansible oldest` or `newest` run every test of playbooks with that release."""
    parser.addoption("--ansible", choices=list(RELEASES), default="pinned", help="release of ansible-core")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run whole plays, whichever fixture brings them there."""
    for item in items:
        if {"make_ansible", "shared_organization"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("play")


on_every_release = pytest.mark.parametrize(
    "ansible", [name for name, programs in RELEASES.items() if programs.is_dir()], indirect=True
)
"""Runs a test with each release of ansible-core that is there; the newest needs a newer Python.

For what the releases treat otherwise: names that look like templates, deprecations. `--ansible oldest` runs
every test of playbooks with the oldest.
"""
on_oldest = pytest.mark.parametrize("ansible", ["oldest"], indirect=True)
"""Runs a test with the oldest release alone, where another one of its kind has that of `.venv`."""


@pytest.fixture
def ansible(make_ansible: Callable[..., Ansible], emulator: Any, request: pytest.FixtureRequest) -> Ansible:
    """Return a place to run playbooks in, pointed at an emulator of its own."""
    made = make_ansible(
        openai_base_url=emulator.base_url,
        openai_api_key=emulator.api_key,
        openai_admin_key=emulator.admin_key,
    )
    made.programs = RELEASES[getattr(request, "param", request.config.getoption("--ansible"))]
    assert made.programs.is_dir(), (
        "run `make setup-test` first; the newest release needs Python 3.12 or newer"
    )
    return made
