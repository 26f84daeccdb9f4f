"""Resources of a project live without any key, with a workload's identity; administration does not."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from support.identity import SIGNER, Federation
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

TEXT = {"content": "Hello", "filename": "a.txt", "purpose": "user_data"}


def environment(federation: Federation, token: Path) -> dict[str, str]:
    """Return the environment of a provider that signs in with a file."""
    return {
        "OPENAI_BASE_URL": federation.emulator.base_url,
        "OPENAI_IDENTITY_PROVIDER_ID": federation.provider,
        "OPENAI_SERVICE_ACCOUNT_ID": federation.account,
        "OPENAI_IDENTITY_TOKEN_FILE": str(token),
    }


def test_a_life_without_a_key(shared_emulator: Emulator, tmp_path: Path) -> None:
    federation = Federation(shared_emulator, [SIGNER.jwk])
    token = tmp_path / "token"
    token.write_text(federation.token())
    with closing(InProcess(environment(federation, token), tmp_path / "state")) as run:
        owner = run.apply("openai_state_owner", {"key": "project"})
        assert owner.state["project"] == federation.project
        file = run.apply("openai_file", TEXT)
        # The token ends, at the API, between two calls of the process.
        shared_emulator.clock.advance(700)
        token.write_text(federation.token())
        assert run.read("openai_file", file).state["id"] == file.state["id"]
        with pytest.raises(RefusedError, match="no identity can sign in: it needs an admin key"):
            run.apply("openai_project", {"name": "Care"})
    assert len(shared_emulator.calls("exchange-identity-token")) == 2
    assert shared_emulator.dump()["file"][0]["parent"] == federation.project


def test_a_state_of_another_project_is_refused(shared_emulator: Emulator, tmp_path: Path) -> None:
    federation = Federation(shared_emulator, [SIGNER.jwk])
    token = tmp_path / "token"
    token.write_text(federation.token())
    foreign = {"id": "project", "key": "project", "organization": None, "project": "proj_elsewhere"}
    with closing(InProcess(environment(federation, token), tmp_path / "state")) as run:
        with pytest.raises(RefusedError, match=f"the project {federation.project}"):
            run.read("openai_state_owner", Saved(foreign, b""))
        token.write_text(federation.token(aud="https://elsewhere.example"))
    with (
        closing(InProcess(environment(federation, token), tmp_path / "state")) as run,
        pytest.raises(RefusedError, match=r"(?s)audience.*invalid_subject_token"),
    ):
        run.apply("openai_file", TEXT)
