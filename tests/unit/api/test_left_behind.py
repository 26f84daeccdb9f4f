"""What interrupted runs made, and nobody has taken since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.terraform import eventually
from unit.api.test_journaled_create import PATH, Client, Projects, Serve, create_in_a_process, make

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_left_behind_is_named_until_somebody_takes_it(
    serve: Serve, client: Client, tmp_path: Path
) -> None:
    projects = Projects("never", "never")
    server = serve(projects)
    # At the same time: a later one would take what the earlier one left.
    processes = [create_in_a_process(server, tmp_path) for _number in range(2)]
    eventually(lambda: len(projects.objects) == 2, "two projects")
    for process in processes:
        process.kill()
        process.communicate()
    api = client(server, journal_dir=tmp_path)
    assert api.left_behind(PATH, lambda item: f"openai_project.{item['name']}") == set()
    made = make(api)["id"]
    (left,) = {"proj_1", "proj_2"} - {made}
    assert api.left_behind(PATH, lambda _item: "") == {left}
    assert make(api)["id"] == left
    assert api.left_behind(PATH, lambda _item: "") == set()
    assert len(projects.objects) == 2
