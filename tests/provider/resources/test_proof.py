"""Wrong answers and lists that lag, with the real terraform: the state stays, nothing is made twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.terraform import TerraformError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provider.resources.conftest import Stack

BODY = """
resource "openai_project" "this" {
  name = "Research"
}
resource "openai_service_account" "this" {
  project_id = openai_project.this.id
  name       = "bot"
}
"""


def test_nothing_leaves_the_state_and_nothing_is_made_twice(
    stack: Callable[..., Stack], tmp_path: Path
) -> None:
    """A list that lags after a create, a wrong address, a proxy's page; then what is gone is made anew."""
    made = stack(BODY, env={"FJCORP_OPENAI_JOURNAL_DIR": str(tmp_path / "journal")})
    emulator = made.emulator
    emulator.lag(60)
    emulator.clock.advance(120)
    made.apply()
    emulator.clear_calls()
    told = made.apply()
    assert made.written() == []
    assert "was not refreshed" in told.stdout
    emulator.clock.advance(61)
    assert made.changes() == {}
    emulator.lag(0)
    before = made.resources()
    emulator.fault("*", times=0, foreign="html")
    with pytest.raises(TerraformError) as caught:
        made.apply()
    assert "no proof that anything is gone" in " ".join(str(caught.value).split())
    emulator.clear_faults()
    made.env["OPENAI_BASE_URL"] = f"{emulator.base_url}/extra"
    with pytest.raises(TerraformError):
        made.apply()
    made.env["OPENAI_BASE_URL"] = emulator.base_url
    assert made.resources() == before
    assert made.changes() == {}
    names = [each["name"] for each in emulator.dump()["project"]]
    assert names.count("Research") == 1
    account = before["openai_service_account.this"]["id"].replace("/", "/service_accounts/")
    assert emulator.call("DELETE", f"/organization/projects/{account}", admin=True).status_code == 200
    made.apply()
    assert (
        made.resources()["openai_service_account.this"]["id"] != before["openai_service_account.this"]["id"]
    )
    assert len(emulator.dump()["service_account"]) == 1


def test_texts_that_are_kept_otherwise_converge(stack: Callable[..., Stack], tmp_path: Path) -> None:
    """A name that is trimmed is no drift; another one is; a file name that cannot be kept is refused."""
    (tmp_path / 'the "best".txt').write_text("x")
    made = stack('resource "openai_project" "this" {\n  name = " Research "\n}\n')
    made.emulator.normalize()
    told = made.apply().stdout
    assert 'The API made "Research" of " Research "' in " ".join(told.split())
    assert made.changes() == {}
    id_ = made.values("openai_project.this")["id"]
    made.emulator.call("POST", f"/organization/projects/{id_}", admin=True, json={"name": "Search"})
    assert made.changes() == {"openai_project.this": ["update"]}
    path = str(tmp_path / 'the "best".txt').replace('"', '\\"')
    made.configure(f'resource "openai_file" "this" {{\n  file_path = "{path}"\n  purpose = "user_data"\n}}\n')
    with pytest.raises(TerraformError) as caught:
        made.plan()
    assert "The API cannot keep the name of a file" in str(caught.value)
