"""The report of drift, access and limits."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from support.administration import join

from .conftest import writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible
    from support.browser import Tab

VOID = {"meta", "link", "br", "hr", "img"}


class Page(HTMLParser):
    """Reads a page; an element that is not closed in order is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data + " "


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
    emulator.clear_calls()

    folder = ansible.folder / "report"
    outcome = ansible.run("fjcorp.openai.drift", "-e", f"openai_report_dir={folder}")
    assert outcome.code == 0, outcome.text
    assert "1 objects differ from the YAML: module.projects" in outcome.text
    assert "6 are not in it" in outcome.text
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
    (entry,) = (each for each in report["survey"]["projects"] if each["project"]["id"] == project)
    assert entry["peaks"]["gpt-5.6-luna"]["requests"] in {2, 3}
    assert entry["rate_limits"]["gpt-5.6-luna"]["max_requests_per_1_minute"] == 4
    text = (folder / "drift.html").read_text("utf-8")
    words = Page(text).words
    assert "Somebody's <i>idea" in words
    assert "Research <b>&" in words
    assert "ada@example.com" in words
    assert " of 4 " in words
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert emulator.admin_key not in path.read_text("utf-8")
        assert key not in path.read_text("utf-8")

    emulator.call("POST", f"/organization/projects/{project}", admin=True, json={"name": "Research <b>&"})
    calm = ansible.run("fjcorp.openai.drift", "-e", f"openai_report_dir={folder}")
    assert "0 objects differ from the YAML" in calm.text
    assert json.loads((folder / "drift.json").read_text("utf-8"))["drifted"] is False


def test_the_page_shows_what_it_says(open_tab: Callable[..., Tab], ansible: Ansible, emulator: Any) -> None:
    emulator.seed({"projects": [{"name": f"Project {number}"} for number in range(30)]})
    join(emulator, "ada@example.com")
    ansible.apply({"openai_projects": {"research": {"name": "Research"}}}, roles=["administrative"])
    ansible.variables["openai_projects"] = {"research": {"name": "Research and more"}}
    outcome = ansible.run("fjcorp.openai.drift", "-e", f"openai_report_dir={ansible.folder}")
    assert outcome.code == 0, outcome.text
    tab = open_tab(viewport={"width": 900, "height": 800})
    tab.page.goto((ansible.folder / "drift.html").as_uri())
    assert tab.page.locator(".card.bad b").inner_text() == "1"
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
    assert all(url.startswith("file:") for url in tab.requests)
