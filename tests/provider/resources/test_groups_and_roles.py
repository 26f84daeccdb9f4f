"""Groups, their members, roles, and who has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.resources.test_groups_and_roles import BODY, TYPES, get, organized

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def test_the_whole_of_it(stack: Callable[..., Stack]) -> None:
    made = organized(stack)
    ids = {name: made.values(f"openai_{name}.this") for name in [*TYPES, "project", "project_user"]}
    group, project, user = ids["group"]["id"], ids["project"]["id"], ids["project_user"]["user_id"]
    assert [each["id"] for each in get(made, f"/organization/groups/{group}/users")["data"]] == [user]
    assert [each["group_id"] for each in get(made, f"/organization/projects/{project}/groups")["data"]] == [
        group
    ]
    for path, role in (
        (f"/organization/users/{user}/roles", "Auditor"),
        (f"/organization/groups/{group}/roles", "Auditor"),
        (f"/projects/{project}/users/{user}/roles", "Tester"),
        (f"/projects/{project}/groups/{group}/roles", "Tester"),
    ):
        assert role in {each["name"] for each in get(made, path)["data"]}
    assert ids["project_user_role"]["role_id"] == ids["project_role"]["role_id"]
    made.written()
    assert made.plan().code == 0

    # Names change in place, and nothing that hangs on them is made anew.
    renamed = BODY.replace('"Readers"', '"Watchers"').replace('"Tester"', '"Checker"')
    renamed = renamed.replace('"Looks"', '"Sees"')
    made.configure(renamed)
    assert set(map(tuple, made.changes().values())) == {("update",)}
    made.apply()
    assert made.plan().code == 0
    assert get(made, f"/organization/groups/{group}")["name"] == "Watchers"
    assert "Checker" in {each["name"] for each in get(made, f"/projects/{project}/roles")["data"]}
    assert len(made.written()) == 3
    identifiers = {f"openai_{name}.this": made.values(f"openai_{name}.this")["id"] for name in TYPES}
    made.run("state", "rm", *identifiers)
    blocks = [f'import {{\n  to = {address}\n  id = "{id_}"\n}}\n' for address, id_ in identifiers.items()]
    made.configure(renamed + "".join(blocks))
    assert f"{len(TYPES)} to import, 0 to add, 0 to change, 0 to destroy" in made.plan().text
    made.apply()
    assert made.plan().code == 0
    made.destroy()
    assert get(made, "/organization/groups")["data"] == []
    assert not [each for each in get(made, "/organization/roles")["data"] if not each["predefined_role"]]
