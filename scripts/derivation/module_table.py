"""The page of all modules: role and variable, life cycle, operations of the API, and the test of its life."""

from __future__ import annotations

import inspect
import re
import sys
from typing import TYPE_CHECKING

from derivation.nouns import MADE, ROOT
from fjcorp_openai.provider.lifecycles.job import Job
from fjcorp_openai.provider.lifecycles.membership import Membership
from fjcorp_openai.provider.lifecycles.one_shot import OneShot
from fjcorp_openai.provider.lifecycles.secret_key import SecretKey
from fjcorp_openai.provider.lifecycles.setting import Setting
from fjcorp_openai.provider.protocol.resource import DataSource, Resource
from fjcorp_openai.provider.resources.assistant import Assistant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from derivation.nouns import Noun

PAGE = ROOT / "docs/modules.md"
MODULES = (
    *("chat_completion", "assistants", "embeddings", "fine_tuning", "model_response"),
    *("audio", "image", "moderation"),
    *("files", "upload", "vector_store", "batch"),
    *("projects", "project_user", "invite", "organization_users", "group", "role"),
    *("certificate", "external_key", "external_storage", "organization_settings"),
    *("project_api", "system_api", "service_account"),
    *("workload_identity_provider", "federation_rule", "rate_limit", "webhook_endpoint"),
    *("threads", "messages", "run", "model"),
)
"""All modules, in the order of the page."""

PLAYS, REFUSALS = ROOT / "tests" / "integration", "test_bad_input.py"
"""The tests of plays, and the one whose plays make nothing."""

_LIVES = (
    ((OneShot, Job), "one-shot job: paid once, then waited for"),
    ((OneShot,), "one-shot: made once for its inputs"),
    ((Job,), "job: the id is saved, then waited for"),
    ((SecretKey,), "secret key: told once, rotated"),
    ((Membership,), "membership"),
    ((Setting,), "setting: put back when destroyed"),
    ((DataSource,), "looked up"),
    ((Assistant,), "kept in the state alone"),
    ((Resource,), "managed: drift is seen"),
)
_OPERATIONS = re.compile(
    r"((?:GET|POST|PUT|PATCH|DELETE)(?:(?:, | and )(?:GET|POST|PUT|PATCH|DELETE))*) (/[\w/{}]*\w[\w/{}]*)"
)
_HEAD = f"""\
# Modules

{MADE}

One row for each Terraform module: the role and the variable whose items it is called with, how its objects
live, the operations of the API that it calls, the test of its life, and the play that runs its role at the
emulator. `tests/repo/test_modules.py` validates each, and runs its own tests with Terraform.

| Module | Role | Variable | Life cycle | Operations of the API | Test | Role run |
| --- | --- | --- | --- | --- | --- | --- |
"""


def files(nouns: Iterable[Noun]) -> dict[Path, str]:
    """Return the page by its path.

    Raises:
        ValueError: A module is missing, or has no test of its life or no play.
    """
    found = {noun.module: noun for noun in nouns}
    lacking = set(MODULES) - found.keys()
    if lacking:
        raise ValueError(f"modules that are not there: {', '.join(sorted(lacking))}; see module_table.py")
    return {PAGE: _HEAD + "".join(row(found[name]) for name in MODULES)}


def row(noun: Noun) -> str:
    """Return the row of a module."""
    cells = (
        f"[{noun.module}](../modules_tf/{noun.module}/README.md)",
        f"[{noun.role}](../roles/{noun.role}/README.md)",
        f"`{noun.data['variable']}`",
        life(noun),
        "<br>".join(f"`{each}`" for each in operations(noun)) or "none",
        f"`{test(noun)}`",
        f"`{role_run(noun)}`",
    )
    return f"| {' | '.join(cells)} |\n"


def life(noun: Noun) -> str:
    """Return how the objects of a module live.

    Raises:
        ValueError: It is no resource, and no data source.
    """
    for bases, words in _LIVES:
        if all(issubclass(noun.resource, base) for base in bases):
            return words
    raise ValueError(f"{noun.module}: no life cycle is known")


def operations(noun: Noun) -> list[str]:
    """Return the operations that the docstrings of its resources' files name, each once."""
    modules = [sys.modules[each.__module__] for each in noun.kinds.values() or [noun.resource]]
    text = " ".join(word for each in modules for word in (inspect.getdoc(each) or "").split())
    return [*dict.fromkeys(each for found in _OPERATIONS.finditer(text) for each in _single(*found.groups()))]


def _single(methods: str, path: str) -> Iterator[str]:
    yield from (f"{method} {path}" for method in re.split(r", | and ", methods))


def test(noun: Noun) -> str:
    """Return the path of the test of a module's life.

    Raises:
        ValueError: There is none.
    """
    if issubclass(noun.resource, DataSource):
        return "tests/contract/test_data_sources.py"
    kind = noun.resource.type_name.removeprefix("openai_")
    names = [each for name in (kind, noun.module) for each in (name, f"{name}s")]
    for folder in ("contract", "provider/resources", "terraform", "integration"):
        for name in names:
            path = ROOT / "tests" / folder / f"test_{name}.py"
            if path.is_file():
                return str(path.relative_to(ROOT))
    raise ValueError(f"{noun.module}: no test is called test_{kind}.py or alike")


def role_run(noun: Noun) -> str:
    """Return the path of the test whose plays are most about the variable of a module.

    Raises:
        ValueError: There is none.
    """
    variable = re.compile(rf"\b{noun.data['variable']}\b")
    plays = [each for each in sorted(PLAYS.glob("test_*.py")) if each.name != REFUSALS]
    uses = {path: len(variable.findall(path.read_text("utf-8"))) for path in plays}
    path = max(uses, key=lambda each: uses[each])
    if not uses[path]:
        raise ValueError(f"{noun.module}: no play in tests/integration uses {noun.data['variable']}")
    return str(path.relative_to(ROOT))
