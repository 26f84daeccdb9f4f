"""The page for people."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from support.emulator import Emulator


def address(emulator: Emulator) -> str:
    return emulator.base_url.removesuffix("/v1")


def get(emulator: Emulator, path: str = "/") -> str:
    answer = emulator.http.get(address(emulator) + path)
    assert answer.status_code == 200
    return answer.text


def part(emulator: Emulator, name: str) -> str:
    return str(json.loads(get(emulator, "/_dashboard/parts"))[name])


def test_it_shows_projects_people_and_keys_and_loads_only_its_own(
    shared_emulator: Emulator, client: Any
) -> None:
    client.admin.organization.projects.create(name="<b>Research & more</b>")
    page = get(shared_emulator)
    assert "&lt;b&gt;Research &amp; more&lt;/b&gt;" in page
    assert "Default project" in page
    assert "owner@example.com" in page
    own = re.findall(r"""(?:src|href)=["'](/_dashboard/static/[^"']+)""", page)
    assert sorted(own) == ["/_dashboard/static/dashboard.css", "/_dashboard/static/dashboard.js"]
    loaded = [page, *(get(shared_emulator, path) for path in own)]
    elsewhere = r"""(?:src|href)=["'](?!data:|/_dashboard/static/)|@import|url\(|https?:"""
    assert [text for text in loaded if re.search(elsewhere, text)] == []


def test_of_many_the_newest_are_shown_and_the_others_found(shared_emulator: Emulator) -> None:
    shared_emulator.seed(
        {"projects": [{"name": "<Shop>", "count": 60}], "users": [{"email": "ada@example.com"}]}
    )
    projects = part(shared_emulator, "projects")
    assert projects.count("<h3>") == 50
    assert "The newest 50 of 61." in projects
    assert "Default project" not in projects
    found = json.loads(get(shared_emulator, "/_dashboard/parts?find=DEFAULT"))
    assert found["projects"].count("<h3>") == 1
    assert "Default project" in found["projects"]
    assert "Nobody." in found["people"]
    assert "ada@example.com" in json.loads(get(shared_emulator, "/_dashboard/parts?find=ada%40"))["people"]
    assert "The newest 50 that match." in get(shared_emulator, "/?find=shop")
    assert 'value="&lt;&#34;x"' in get(shared_emulator, '/?find=<"x')


def test_no_key_stands_on_it(shared_emulator: Emulator) -> None:
    page = get(shared_emulator)
    assert shared_emulator.api_key not in page
    assert shared_emulator.admin_key not in page


def test_an_invite_is_accepted_by_its_button(shared_emulator: Emulator, client: Any) -> None:
    invites = client.admin.organization.invites
    invite = invites.create(email="ann@example.com", role="reader")
    action = re.search(r'action="(/_dashboard/invites/[^"]+/accept)"', get(shared_emulator))
    assert action
    answer = shared_emulator.http.post(address(shared_emulator) + action[1])
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert invites.retrieve(invite.id).status == "accepted"
    assert "ann@example.com" in [user.email for user in client.admin.organization.users.list()]
    assert action[1] not in get(shared_emulator)
    again = shared_emulator.http.post(address(shared_emulator) + action[1])
    assert again.status_code == 400
    assert 'role="status"' in again.text


def test_a_key_is_shown_once_and_works(shared_emulator: Emulator) -> None:
    action = re.search(r'action="(/_dashboard/projects/[^"]+/keys)"', get(shared_emulator))
    assert action
    made = shared_emulator.http.post(address(shared_emulator) + action[1], data={"name": "Ann's <key>"})
    assert made.status_code == 303
    assert "sk-" not in made.headers["location"]
    answer = shared_emulator.http.get(address(shared_emulator) + made.headers["location"])
    key = re.search(r"sk-proj-[\w-]+", answer.text)
    assert key
    assert answer.headers["cache-control"] == "no-store"
    assert "Ann&#39;s &lt;key&gt;" in answer.text
    assert shared_emulator.call("GET", "/models", key=key[0]).status_code == 200
    assert key[0] not in get(shared_emulator, made.headers["location"])
    assert key[0] not in get(shared_emulator, "/_dashboard/parts")
    lost = shared_emulator.http.post(f"{address(shared_emulator)}/_dashboard/projects/proj_none/keys")
    assert lost.status_code == 404


def test_the_call_log_shows_what_was_refused(shared_emulator: Emulator) -> None:
    shared_emulator.throttle(1, 60)
    for _index in range(2):
        shared_emulator.call("GET", "/organization/projects?limit=1", admin=True)
    calls = part(shared_emulator, "calls")
    assert calls.index('<span class="badge wait">429</span>') < calls.index(
        '<span class="badge good">200</span>'
    )
    assert "/v1/organization/projects" in calls


def test_jobs_are_shown(shared_emulator: Emulator, client: Any) -> None:
    assert "No job was started." in part(shared_emulator, "jobs")
    upload = client.uploads.create(bytes=1, filename="a.md", mime_type="text/markdown", purpose="assistants")
    assert upload.id in part(shared_emulator, "jobs")


def test_pages_from_elsewhere_cannot_use_the_controls(shared_emulator: Emulator) -> None:
    for headers in ({"origin": "https://evil.example"}, {"host": "evil.example"}):
        for url in (
            f"{shared_emulator.control_url}/reset",
            f"{address(shared_emulator)}/_dashboard/projects/x/keys",
        ):
            assert shared_emulator.http.post(url, headers=headers).status_code == 403
    own = {"origin": address(shared_emulator)}
    assert shared_emulator.http.get(f"{shared_emulator.control_url}/clock", headers=own).status_code == 200
