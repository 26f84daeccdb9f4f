"""One organization that a worker's plays have made once: tests of whole plays go on from there."""

from __future__ import annotations

import copy
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from support.ansible import RELEASES, place
from support.leaks import leaks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.ansible import Ansible, Outcome
    from support.emulator import Emulator

ROLES = ["administrative", "api_management", "data_management", "core_ai", "advanced_features"]
TALK = '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}\n'


def variables_in(folder: Path) -> dict[str, Any]:
    """Return the variables of a small organization, and write the files that they name.

    Two projects with an alert, an account and two keys with a place to go, two files, two completions of
    which one names a file, and a model.
    """
    handbook, talks, keys = folder / "handbook.txt", folder / "talks.jsonl", folder / "keys"
    handbook.write_text("A frame that is bent is never ridden again.\n", encoding="utf-8")
    talks.write_text(TALK * 12, encoding="utf-8")
    return {
        "openai_projects": {
            "care": {
                "name": "Customer Care",
                "spend_alerts": [{"threshold_amount": 500, "recipients": ["ada@example.com"]}],
            },
            "shop": {"name": "Web Shop"},
        },
        "openai_service_accounts": {
            "server": {
                "project": "shop",
                "name": "Server",
                "api_keys": {"live": {"secret_sink": {"file": str(keys / "live")}}},
            }
        },
        "openai_admin_api_keys": {"ci": {"name": "CI", "secret_sink": {"file": str(keys / "ci")}}},
        "openai_files": {
            "handbook": {"file_path": str(handbook), "purpose": "user_data"},
            "talks": {"file_path": str(talks), "purpose": "fine-tune"},
        },
        "openai_chat_completions": {
            "card": {
                "model": "gpt-5.6-terra",
                "messages": [
                    {"role": "developer", "content": "Ten lines at most; {{ '{{' }} and ${x} and %{y} stay."},
                    {
                        "role": "user",
                        "parts": [
                            {"type": "file", "file": "handbook"},
                            {"type": "text", "text": "What now?"},
                        ],
                    },
                ],
                "store": True,
            },
            "greeting": {
                "model": "gpt-5.6-luna",
                "messages": [{"role": "user", "content": "Say hello."}],
                "store": True,
            },
        },
        "openai_models": {"draft": {"model_id": "gpt-5.6-terra"}},
    }


@dataclass(frozen=True)
class SharedOrganization:
    """The organization as it stands at the beginning of a test.

    Attributes:
        ansible: Where to run playbooks; the states are there.
        variables: What made it, for the test to change.
        made: How the play that made it ended.
        calls: The calls that this play made.
        keys: Folder of the keys.
    """

    ansible: Ansible
    variables: dict[str, Any]
    made: Outcome
    calls: list[dict[str, Any]]
    keys: Path


class _Kept:
    """What is made once, and the copies that it is given back from.

    Args:
        emulator: The worker's emulator, reset.
        folder: A folder of its own.
        place: Makes the place to run playbooks in, in a folder.
    """

    def __init__(self, emulator: Emulator, folder: Path, place: Callable[[Path], Ansible]) -> None:
        self._folder, self._copy = folder / "organization", folder / "copy"
        self._folder.mkdir()
        ansible = place(self._folder / "plays")
        variables = variables_in(self._folder)
        made = ansible.apply(variables, roles=ROLES)
        self._organization = SharedOrganization(
            ansible, variables, made, emulator.calls(), self._folder / "keys"
        )
        self._emulator, self._snapshot = emulator, emulator.snapshot()
        shutil.copytree(self._folder, self._copy, symlinks=True)

    def give_back(self) -> SharedOrganization:
        shutil.rmtree(self._folder)
        shutil.copytree(self._copy, self._folder, symlinks=True)
        self._emulator.restore(self._snapshot)
        self._emulator.clear_calls()
        kept = self._organization
        ansible = replace(kept.ansible, variables=dict(kept.ansible.variables))
        return replace(kept, ansible=ansible, variables=copy.deepcopy(kept.variables))

    def leaks(self) -> list[Path]:
        return leaks(self._folder)


@pytest.fixture(scope="session")
def _kept_organization() -> list[_Kept]:
    return []


@pytest.fixture
def shared_organization(
    served_emulator: Emulator,
    _kept_organization: list[_Kept],
    collections_path: Path,
    mirrors: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[SharedOrganization]:
    """An organization that five roles have made, at the worker's emulator."""

    def own_place(folder: Path) -> Ansible:
        made = place(
            folder,
            collections_path,
            mirrors,
            openai_base_url=served_emulator.base_url,
            openai_api_key=served_emulator.api_key,
            openai_admin_key=served_emulator.admin_key,
        )
        made.programs = RELEASES[request.config.getoption("--ansible")]
        return made

    if not _kept_organization:
        folder = tmp_path_factory.mktemp("organization")
        _kept_organization.append(_Kept(served_emulator, folder, own_place))
    (kept,) = _kept_organization
    yield kept.give_back()
    found = kept.leaks()
    assert not found, f"keys stand in files that others may read, or in a state: {found}"
