"""A place to run the engine in, with a program for Terraform that writes down what it is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.plugin_utils.stack import engine as engines
from plugins.plugin_utils.stack.credentials import Keys
from plugins.plugin_utils.stack.engine import Engine
from plugins.plugin_utils.stack.root_module import Module
from plugins.plugin_utils.stack.settings import Settings

if TYPE_CHECKING:
    import pytest

KEY = "sk-admin-0123456789"
CARD = Module(
    "cards",
    "openai_cards",
    key="admin",
    outputs=["id"],
    options={"name": {"type": "str", "required": True}, "text": {"type": "str"}},
    natural_key=["name"],
)
EMPTY = {"type": "change_summary", "changes": {"add": 0, "change": 0, "import": 0, "remove": 0}}
PROGRAM = """#!/bin/sh
echo "$TF_WORKSPACE: $*" >> {folder}/asked
case "$1" in
    show) cat {folder}/plan.json ;;
    workspace) printf '* default\\n  blue\\n' ;;
    state) cat {folder}/state.json ;;
    version) exit {code} ;;
esac
"""


def entry(key: str, actions: list[str], **more: Any) -> dict[str, Any]:
    change = {"actions": actions, "before": None, "after": None, **more}
    return {"address": f'module.cards["{key}"].openai_card.this', "type": "openai_card", "change": change}


def state(**outputs: Any) -> dict[str, Any]:
    return {"version": 4, "lineage": "l", "outputs": outputs}


def diagnostic(severity: str, summary: str, detail: str, key: str = "a") -> dict[str, Any]:
    address = f'module.cards["{key}"].openai_card.this'
    return {
        "type": "diagnostic",
        "diagnostic": {"severity": severity, "summary": summary, "detail": detail, "address": address},
    }


class Place:
    """A state folder, and what Terraform and the module that drives it answer there."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.lines = folder, list[str]()
        self.calls: list[dict[str, Any]] = []
        self.variables: dict[str, str] = {}
        self.documents: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.states: list[dict[str, Any]] = []
        self.works(0)
        (folder / "modules").mkdir()
        for name in ("terraform.rc", "launch.sh"):
            (folder / "mirror").mkdir(exist_ok=True)
            (folder / "mirror" / name).touch()
        monkeypatch.setattr(engines, "install_provider", self.install)
        monkeypatch.setattr(engines, "prepare_provider", self.prepare)
        monkeypatch.setattr(engines, "version", lambda: "9.9.9")
        self.prepared: list[tuple[Path, str]] = []

    def works(self, code: int) -> None:
        program = self.folder / "terraform"
        program.write_text(PROGRAM.format(folder=self.folder, code=code))
        program.chmod(0o700)

    def install(self, mirror: Path) -> Path:
        assert mirror.parent == self.folder / "state" / "provider"
        return self.folder / "mirror" / "terraform.rc"

    def prepare(self, mirror: Path, environ: dict[str, str]) -> None:
        self.prepared.append((mirror, environ["TF_CLI_CONFIG_FILE"]))

    def plans(self, *changes: dict[str, Any], **more: Any) -> None:
        (self.folder / "plan.json").write_text(json.dumps({"resource_changes": [*changes], **more}))

    @property
    def work(self) -> Path:
        return self.folder / "state" / "acme" / "office"

    @property
    def asked(self) -> list[str]:
        path = self.folder / "asked"
        return path.read_text("utf-8").splitlines() if path.exists() else []

    def module(self, arguments: dict[str, Any], variables: dict[str, str]) -> dict[str, Any]:
        """Answer in the place of community.general.terraform."""
        self.calls.append(arguments)
        self.variables = variables
        credentials = Path(variables["FJCORP_OPENAI_CREDENTIALS"])
        assert credentials.stat().st_mode & 0o777 == 0o600
        (self.work / ".terraform" / "providers").mkdir(parents=True, exist_ok=True)
        (self.work / ".terraform" / "modules").mkdir(exist_ok=True)
        (self.work / ".terraform" / "modules" / "modules.json").touch()
        imports = self.work / "imports.tf.json"
        self.documents.append(
            {
                "root": json.loads((self.work / "main.tf.json").read_text("utf-8")),
                "items": json.loads((self.work / "items.tfvars.json").read_text("utf-8")),
                "keys": json.loads(credentials.read_text("utf-8")),
                "imports": json.loads(imports.read_text("utf-8"))["import"] if imports.exists() else [],
            }
        )
        if arguments["state"] == "present" and self.states:
            (self.work / "terraform.tfstate").write_text(json.dumps(self.states.pop(0)))
        return self.answers.pop(0) if self.answers else {"stdout": ""}

    def run(self, items: Any, modules: Any = (CARD,), **options: Any) -> dict[str, Any]:
        given: dict[str, Any] = {
            "category": "office",
            "state": "present",
            "stack": "acme",
            "state_dir": self.folder / "state",
            "workspace": "default",
            "backend": None,
            "binary": str(self.folder / "terraform"),
            "parallelism": None,
            "lock_timeout": 7,
            "modules_dir": self.folder / "modules",
            "keys": Keys(admin_key=KEY),
            "provider": {"base_url": "http://127.0.0.1:9/v1", "organization": None},
            "duplicates": "allow",
            "environ": {"PATH": "/usr/bin:/bin"},
            "host": "tenant1",
        }
        engine = Engine(Settings(**given | options), [*modules], self.module, self.lines.append)
        return engine.run(items)


BACKEND = {"s3": {"bucket": "states", "key": "{stack}/{category}.tfstate"}}
ITEMS = {"cards": {"a": {"name": "Ada", "text": "hello"}}}
CREATE = entry("a", ["create"], after={"id": None})


def resources(key: str) -> list[dict[str, Any]]:
    instances = [{"attributes": {"id": "card_1", "name": "Ada"}}]
    return [
        {"module": f'module.cards["{key}"]', "type": "openai_card", "name": "this", "instances": instances}
    ]


MOVED = [{"from": 'module.cards["old"]', "to": 'module.cards["a"]'}]
