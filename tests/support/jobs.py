"""Jobs as AWX runs them: ansible-runner in a folder that is made for each and gone after it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import yaml
from ansible.parsing.dataloader import DataLoader

from support.ansible import ROOT
from support.terraform import end_templates

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLE = ROOT / "examples" / "awx"
RUNNER = Path(sys.executable).with_name("ansible-runner")


@dataclass(frozen=True)
class Job:
    """How a job ended.

    Attributes:
        code: Exit code of ansible-playbook.
        changed: Number of changed tasks.
        artifacts: What it gave to AWX.
        text: All it wrote.
    """

    code: int
    changed: int
    artifacts: dict[str, Any]
    text: str


class Controller:
    """Launches the job templates of `examples/awx/controller.yml`.

    Args:
        folder: Where the folders of jobs are made.
        environment: The environment of the execution environment, such as Ansible's paths.
        inputs: Inputs of the credentials, by name of the credential.
        variables: What stands in the project's `organization.yml`, beside or in place of the example's.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        inputs: Mapping[str, Mapping[str, str]],
        variables: Mapping[str, Any],
    ) -> None:
        self.folder, self.environment, self.inputs = folder, dict(environment), inputs
        self.variables = dict(variables)
        document = json.loads(json.dumps(DataLoader().load_from_file(str(EXAMPLE / "controller.yml"))))
        self._document = document
        self.templates = {each["name"]: each for each in document["controller_templates"]}
        self.workflows = {each["name"]: each for each in document["controller_workflows"]}
        self._types = {each["name"]: each for each in document["controller_credential_types"]}
        self._credentials = {each["name"]: each for each in document["controller_credentials"]}
        self.launched: list[str] = []

    def launch(self, name: str, answers: Mapping[str, Any] | None = None) -> Job:
        """Run a job of a template with the answers to its survey, and forget all but what AWX keeps.

        AWX sends the default of a question that nobody answered.
        """
        template = self.templates[name]
        self.launched.append(name)
        questions = (template.get("survey_spec") or {}).get("spec", [])
        given = {each["variable"]: each["default"] for each in questions}
        extra = {**(template.get("extra_vars") or {}), **given, **(answers or {})}
        place = self.folder / f"job{len(self.launched)}"
        home = place / "home"
        shutil.copytree(EXAMPLE / "project", place / "project")
        home.mkdir()
        organization = place / "project" / "organization.yml"
        example = yaml.safe_load(organization.read_text("utf-8"))
        organization.write_text(yaml.safe_dump({**example, **self.variables}), "utf-8")
        (place / "env").mkdir(mode=0o700)
        (place / "env" / "extravars").write_text(json.dumps(extra), "utf-8")
        environment = {**self.environment, **self._injected(template), "HOME": str(home)}
        (place / "env" / "envvars").touch(0o600)
        (place / "env" / "envvars").write_text(json.dumps(environment), "utf-8")
        try:
            return self._run(place, template["playbook"], bool(template.get("diff_mode")))
        finally:
            end_templates(place)
            shutil.rmtree(place)

    def _injected(self, template: Mapping[str, Any]) -> dict[str, str]:
        """Return what the injectors of a template's credentials put into the environment."""
        found = {}
        for text in template["credentials"]:
            name = jinja2.Template(text).render(self._document)
            kind = self._types[self._credentials[name]["credential_type"]]
            for variable, injected in kind["injectors"]["env"].items():
                found[variable] = jinja2.Template(injected).render(self.inputs[name])
        return {variable: value for variable, value in found.items() if value}

    def _run(self, place: Path, playbook: str, diff: bool) -> Job:
        path = f"{RUNNER.parent}{os.pathsep}{os.environ['PATH']}"
        words = ["run", str(place), "-p", playbook, "--ident", "job"]
        done = subprocess.run(
            [str(RUNNER), *words, *(["--cmdline=--diff"] if diff else [])],
            env={"PATH": path, "HOME": str(place / "home"), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=240,
        )
        text = done.stdout.decode() + done.stderr.decode()
        artifacts = place / "artifacts" / "job"
        events = [json.loads(each.read_text("utf-8")) for each in (artifacts / "job_events").glob("*.json")]
        stats = [each["event_data"] for each in events if each["event"] == "playbook_on_stats"]
        assert len(stats) == 1, text
        return Job(
            int((artifacts / "rc").read_text()),
            sum(stats[0]["changed"].values()),
            stats[0].get("artifact_data", {}),
            text,
        )
