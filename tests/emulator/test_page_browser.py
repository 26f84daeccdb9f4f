"""The page for people, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.browser import Tab
    from support.emulator import Emulator

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
LONG = "A name that somebody wrote for the quarterly report of the whole department, " * 2


@pytest.fixture
def address(shared_emulator: Emulator) -> str:
    return shared_emulator.base_url.removesuffix("v1")


def row(tab: Tab, section: str, text: str) -> Any:
    """Return the rows of a section that hold a text."""
    return tab.page.locator(f"#{section} tr").filter(has_text=text)


def test_a_person_works_with_it(
    open_tab: Callable[..., Tab], shared_emulator: Emulator, client: Any, address: str
) -> None:
    client.admin.organization.invites.create(email="ann@example.com", role="reader")
    tab = open_tab(viewport=WIDE)
    tab.page.goto(address)

    tab.page.get_by_role("button", name="Accept the invite of ann@example.com").click()
    row(tab, "invites", "ann@example.com").get_by_text("accepted").wait_for()
    row(tab, "people", "ann@example.com").wait_for()
    assert "ann@example.com" in [user.email for user in client.admin.organization.users.list()]

    tab.page.get_by_label("Name of a new key of Default project").fill("Ann's laptop")
    tab.page.get_by_role("button", name="Create a key of Default project").click()
    note = tab.page.locator(".note")
    note.get_by_text("Ann's laptop").wait_for()
    key = note.locator("code").inner_text()
    assert shared_emulator.call("GET", "/models", key=key).status_code == 200
    assert tab.page.url == address
    tab.page.reload()
    row(tab, "projects", "Ann's laptop").wait_for()
    assert note.count() == 0
    assert key not in tab.page.content()
    tab.page.go_back()
    assert key not in tab.page.content()
    named = [each.name for each in client.admin.organization.projects.api_keys.list(default_project(client))]
    assert named.count("Ann's laptop") == 1

    assert {url.startswith((address, "data:")) for url in tab.requests} == {True}
    assert tab.complaints == []


def test_what_was_looked_for_stays(
    open_tab: Callable[..., Tab], shared_emulator: Emulator, address: str
) -> None:
    shared_emulator.seed({"projects": [{"name": "Shop", "count": 60}]})
    tab = open_tab(viewport=WIDE)
    tab.page.goto(address)
    field = tab.page.get_by_role("searchbox", name="Find projects, people and invites")
    field.fill("default")
    field.press("Enter")
    titles = tab.page.locator("#projects h3")
    tab.page.get_by_role("heading", name="Default project").wait_for()
    assert titles.all_inner_texts() == ["Default project"]
    tab.page.get_by_role("button", name="Create a key of Default project").click()
    tab.page.locator(".note").wait_for()
    with tab.page.expect_response(lambda answer: "/_dashboard/parts?find=default" in answer.url):
        pass
    assert titles.all_inner_texts() == ["Default project"]
    assert field.input_value() == "default"
    assert tab.page.url == f"{address}?find=default"
    assert tab.complaints == []


def default_project(client: Any) -> str:
    return str(next(iter(client.admin.organization.projects.list())).id)


def test_it_is_live(
    open_tab: Callable[..., Tab], shared_emulator: Emulator, client: Any, address: str
) -> None:
    tab = open_tab(viewport=WIDE)
    tab.page.goto(address)
    tab.page.get_by_text("No call yet.").wait_for()
    tab.page.evaluate("window.loaded = 'once'")
    typed = tab.page.get_by_label("Name of a new key of Default project")
    typed.fill("half a na")

    upload = client.uploads.create(bytes=1, filename="a.md", mime_type="text/markdown", purpose="assistants")
    row(tab, "jobs", upload.id).get_by_text("pending").wait_for()
    client.uploads.cancel(upload.id)
    row(tab, "jobs", upload.id).get_by_text("cancelled").wait_for()

    shared_emulator.throttle(1, 60)
    for _index in range(2):
        shared_emulator.call("GET", "/organization/projects?limit=1", admin=True)
    refused = row(tab, "calls", "429")
    refused.wait_for()
    assert "/v1/organization/projects" in refused.inner_text()
    statuses = tab.page.locator("#calls .badge").all_inner_texts()
    assert statuses[:2] == ["429", "200"]

    assert typed.input_value() == "half a na"
    assert tab.page.evaluate("window.loaded") == "once"
    assert tab.complaints == []


def test_it_says_that_the_emulator_is_away(
    open_tab: Callable[..., Tab], start_emulator: Callable[..., Emulator]
) -> None:
    emulator = start_emulator()
    tab = open_tab(viewport=WIDE)
    tab.page.goto(emulator.base_url.removesuffix("v1"))
    live = tab.page.locator("#live")
    assert live.inner_text() == "live"
    emulator.stop()
    live.get_by_text("the emulator is away").wait_for()
    assert "error:" not in "".join(each for each in tab.complaints if "ERR_CONNECTION" not in each)
    assert tab.page.get_by_text("Default project").is_visible()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_read(
    open_tab: Callable[..., Tab], client: Any, address: str, viewport: dict[str, int], scheme: str
) -> None:
    client.admin.organization.projects.create(name=LONG)
    client.admin.organization.projects.create(name="x" * 150)
    client.admin.organization.invites.create(email=f"{'grace.' * 9}h@example.com", role="reader")
    client.uploads.create(bytes=1, filename="a.md", mime_type="text/markdown", purpose="assistants")
    tab = open_tab(viewport=viewport, color_scheme=scheme)
    tab.page.goto(address)
    assert tab.page.evaluate(WIDER) == []
    assert tab.page.evaluate(CONTRAST) >= 4.5
    assert tab.complaints == []


WIDER = """() => [...document.querySelectorAll("body *")]
  .filter(each => !each.closest("thead") && each.getBoundingClientRect().right > innerWidth)
  .map(each => each.outerHTML.slice(0, 80))"""

# The least contrast between a text and the card or page behind it, as WCAG counts it. A canvas turns every
# notation of a colour, also one with transparency, into what is seen.
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const seen = colours => {
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(each => each / 255);
  };
  const light = parts => {
    const [r, g, b] = parts.map(each => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = each => getComputedStyle(each).backgroundColor;
  const grounds = each => each ? [...grounds(each.parentElement), ground(each)] : [];
  const texts = [...document.querySelectorAll("body *")]
    .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(each => !["SCRIPT", "STYLE"].includes(each.tagName));
  return Math.min(...texts.map(each => {
    const below = light(seen(grounds(each)));
    const above = light(seen([...grounds(each), getComputedStyle(each).color]));
    return (Math.max(above, below) + 0.05) / (Math.min(above, below) + 0.05);
  }));
}"""
