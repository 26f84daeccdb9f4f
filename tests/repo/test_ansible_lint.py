"""ansible-lint with its strictest profile."""

import pytest

from support.repository import COLLECTIONS, environment


# Each playbook is loaded with all that it imports: minutes of processor.
@pytest.mark.timeout(900)
def test_production_profile_finds_nothing(command, working_copy, tmp_path):
    env = environment(
        ANSIBLE_COLLECTIONS_PATH=f"{working_copy.parents[2]}:{COLLECTIONS}",
        ANSIBLE_HOME=str(tmp_path / "ansible"),
        NO_COLOR="1",
    )
    output = command("ansible-lint", "--offline", "--profile", "production", cwd=working_copy, env=env)
    assert "Passed: 0 failure(s), 0 warning(s)" in output
