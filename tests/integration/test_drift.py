"""The report of drift, access and limits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.administration import join
from support.ansible import on_oldest
from support.checks import every
from support.page import Page
from support.tuning import tuned_model

from .conftest import writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible
    from support.browser import Tab

ONE_ROLE = ("-e", '{"openai_drift_roles": ["administrative"]}')


@pytest.mark.own_emulator
@on_oldest
def test_the_report_tells_drift_access_and_limits(ansible: Ansible, emulator: Any) -> None:
    ansible.variables["openai_projects"] = {"research": {"name": "Research <b>&"}}
    made = ansible.apply({}, roles=["administrative"])
    project = made.results["administrative"]["outputs"]["projects"]["research"]["id"]
    join(emulator, "ada@example.com", projects=[{"id": project, "role": "member"}])
    body = {"model": "gpt-5.6-luna", "messages": [{"role": "user", "content": "Hello"}]}
    key = emulator.create_project_key(project)["value"]
    for _unused in range(3):
        assert emulator.call("POST", "/chat/completions", key=key, json=body).status_code == 200
    path = f"/organization/projects/{project}"
    emulator.call("POST", path, admin=True, json={"name": "Somebody's <i>idea"})
    emulator.call(
        "POST", f"{path}/rate_limits/rl-gpt-5.6-luna", admin=True, json={"max_requests_per_1_minute": 4}
    )
    _file, tuned = tuned_model(emulator)
    emulator.clear_calls()

    folder = ansible.folder / "report"
    outcome = ansible.run("fjcorp.openai.drift", "-e", f"openai_report_dir={folder}")
    assert outcome.code == 0, outcome.text
    assert '1 objects differ from the YAML: openai_projects[\\"research\\"];' in outcome.text
    assert "module." not in outcome.text.partition("TASK [In one line]")[2]
    assert writes(emulator) == []
    report = json.loads((folder / "drift.json").read_text("utf-8"))
    assert report["drifted"] is True
    unknown = {(each["kind"], each["name"]) for each in report["not_in_yaml"]}
    assert {each for each in unknown if each[0] in {"person", "project"}} == {
        ("person", "ada@example.com"),
        ("person", "owner@example.com"),
        ("project", "Default project"),
    }
    assert ("key", "test") in unknown
    assert ("project", "Research <b>&") not in unknown
    assert report["roles"]["administrative"]["counts"]["change"] == 1
    assert ("limit", "gpt-5.6-luna") in unknown
    (entry,) = (each for each in report["organization_info"]["projects"] if each["project"]["id"] == project)
    assert entry["peaks"]["gpt-5.6-luna"]["requests"] in {2, 3}
    assert entry["rate_limits"]["gpt-5.6-luna"]["max_requests_per_1_minute"] == 4
    # Beside it are the checkpoints on the way to it.
    (model,) = (each for each in report["tuned_models"] if each["id"] == tuned)
    assert (model["id"], model["base"], model["shutdown_date"]) == (tuned, "gpt-4o-mini", "2027-01-14")
    text = (folder / "drift.html").read_text("utf-8")
    words = Page(text).words
    assert f"{tuned} gpt-4o-mini 2027-01-14 {model['days_left']}" in " ".join(words.split())
    assert "Somebody's <i>idea" in words
    assert "Research <b>&" in words
    assert "ada@example.com" in words
    assert " of 4 " in words
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert emulator.admin_key not in path.read_text("utf-8")
        assert key not in path.read_text("utf-8")

    emulator.call("POST", f"/organization/projects/{project}", admin=True, json={"name": "Research <b>&"})
    calm = ansible.run("fjcorp.openai.drift", "-e", f"openai_report_dir={folder}", *ONE_ROLE)
    assert "0 objects differ from the YAML" in calm.text
    assert json.loads((folder / "drift.json").read_text("utf-8"))["drifted"] is False


def test_the_report_survives_all_that_people_do_by_hand(ansible: Ansible, emulator: Any) -> None:
    def by_hand(method: str, path: str, body: Any = None) -> Any:
        answer = emulator.call(method, f"/organization/{path}", admin=True, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    ada, bob = join(emulator, "ada@example.com"), join(emulator, "bob@example.com")
    ansible.variables["openai_projects"] = {
        "research": {
            "name": "Research",
            "members": {"ada@example.com": "member", "bob@example.com": "member"},
        },
        "old": {"name": "Old"},
        "twin": {"name": "Twin"},
    }
    outputs = ansible.apply({}, roles=["administrative"]).results["administrative"]["outputs"]["projects"]
    ids = {key: each["id"] for key, each in outputs.items()}
    by_hand("POST", f"users/{ada}", {"role": "owner"})
    by_hand("DELETE", f"users/{bob}")
    by_hand("POST", f"projects/{ids['old']}/archive")
    da = join(emulator, "da@example.com")
    by_hand("POST", "invites", {"email": "late@example.com", "role": "owner", "projects": []})
    made = by_hand("POST", "projects", {"name": "Twin"})["id"]
    group = by_hand("POST", "groups", {"name": "Mechanics {{ 7 * 7 }}"})["id"]
    by_hand("POST", f"groups/{group}/users", {"user_id": da})
    by_hand("POST", f"projects/{ids['research']}/groups", {"group_id": group, "role": "member"})
    by_hand(
        "POST",
        f"projects/{ids['twin']}/spend_limit",
        {"threshold_amount": 500, "currency": "USD", "interval": "month"},
    )
    by_hand("POST", f"projects/{ids['twin']}/service_accounts", {"name": "robot"})
    emulator.seed({"files": [{"filename": "found.txt", "purpose": "user_data", "content": "x"}]})
    emulator.clear_calls()

    folder = ansible.folder / "report"
    outcome = ansible.run("fjcorp.openai.drift", "-e", f"openai_report_dir={folder}", *ONE_ROLE)
    assert outcome.code == 0, outcome.text
    assert writes(emulator) == []
    report = json.loads((folder / "drift.json").read_text("utf-8"))
    assert report["drifted"] is True
    problems = [each["message"] for each in report["problems"]]
    assert [message for message in problems if "bob@example.com" in message or "ada@example.com" in message]
    assert [each["name"] for each in report["archived"]] == ["Old"]
    rows = {(each["kind"], each["name"]): each for each in report["not_in_yaml"]}
    assert rows["person", "da@example.com"]["id"] == da
    assert rows["owner", "ada@example.com"]["detail"] == "owns the organization"
    assert rows["invite", "late@example.com"]["detail"].startswith("pending, as owner")
    assert rows["project", f"Twin ({made})"]["id"] == made
    assert rows["group", "Mechanics {{ 7 * 7 }}"]["detail"] == "da@example.com"
    assert rows["group's access", "Mechanics {{ 7 * 7 }}"]["project"] == "Research"
    assert rows["setting", "spend_limit"]["project"] == f"Twin ({ids['twin']})"
    assert ("service account", "robot") in rows
    assert ("file", "found.txt") in rows
    keys = [each for each in report["not_in_yaml"] if "key" in each["kind"]]
    assert {each["owner"] for each in keys} >= {"robot"}
    assert {each["last_used"] for each in keys} >= {"never"}
    access = {each["email"]: each for each in report["access"]}
    assert access["da@example.com"]["projects"] == {ids["research"]: ["member through Mechanics {{ 7 * 7 }}"]}
    assert access["late@example.com"]["status"] == "invited"
    words = Page((folder / "drift.html").read_text("utf-8")).words
    for text in (*problems[:1], f"Twin ({made})", "through Mechanics {{ 7 * 7 }}", "invited as owner"):
        assert text in words
    for told in (words, outcome.text.partition("TASK [In one line]")[2]):
        assert "module." not in told


def test_the_page_shows_what_it_says(open_tab: Callable[..., Tab], ansible: Ansible, emulator: Any) -> None:
    emulator.seed({"projects": [{"name": f"Project {number}"} for number in range(30)]})
    join(emulator, "ada@example.com")
    ansible.apply({"openai_projects": {"research": {"name": "Research"}}}, roles=["administrative"])
    ansible.variables["openai_projects"] = {"research": {"name": "Research and more"}}
    outcome = ansible.run("fjcorp.openai.drift", "-e", f"openai_report_dir={ansible.folder}", *ONE_ROLE)
    assert outcome.code == 0, outcome.text
    tab = open_tab(viewport={"width": 900, "height": 800})
    tab.page.goto((ansible.folder / "drift.html").as_uri())
    assert tab.page.locator(".card.bad b").first.inner_text() == "1"
    assert "Research and more" in tab.page.locator("pre.after").inner_text()
    row = tab.page.locator(".access tr", has_text="ada@example.com")
    look = "cell => getComputedStyle(cell).backgroundColor"
    colours = row.locator("td").evaluate_all("cells => cells.map(" + look + ")")
    assert len(colours) == 34
    assert set(colours[1:]) == {"rgba(0, 0, 0, 0)"}, "colours are for the bars"
    # A page with many projects is as wide as the window; the table moves under the names.
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    before = row.locator("td").first.bounding_box()
    tab.page.locator(".access").evaluate("table => table.scrollLeft = 600")
    assert row.locator("td").first.bounding_box() == before
    assert tab.complaints == []
    assert every(url.startswith("file:") for url in tab.requests)
