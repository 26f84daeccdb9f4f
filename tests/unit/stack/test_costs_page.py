"""The pages of what paid items cost, in a real browser, wide and narrow."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.browser import Tab

TEMPLATES = Path(__file__).resolve().parents[3] / "playbooks/templates"
LIST = {"currency": "USD", "prices": "genai-prices 0.2.3", "prices_date": "2026-10-26"}


def row(item: str, paid: str, estimate: float | None, cost: float | None, **more: Any) -> dict[str, Any]:
    text = f"1,200 tokens in (counted), at most 500 tokens out: at most {estimate} USD (prices of 2026-10-26)"
    reason = "" if estimate is not None else "no price of gpt-9 is known: state it in openai_prices"
    known = {"item": item, "paid": paid, "estimate": estimate, "cost": cost, "counted": False}
    return {**known, "text": text, "reason": reason, **LIST, **more}


COSTS = [
    row('openai_chat_completions["desk <card>"]', "now", 0.009515, 0.0021, counted=True),
    row('openai_images["poster"]', "before", 1234.5, 1000.25),
    row(
        'openai_model_responses["brief"]', "planned", 0.0000001, None, prices="openai_prices", prices_date=""
    ),
    row('openai_audio["voicemail"]', "now", None, None),
]
COUNTS = {"add": 1, "change": 0, "replace": 0, "destroy": 0}
RESULTS = {"core_ai": {"counts": COUNTS, "api_calls": {"total": 7}, "paid_calls": [1, 2]}}
REPORT: dict[str, Any] = defaultdict(list, {"time": "2026-11-26T10:00:00Z"})
PAGES: dict[str, dict[str, Any]] = {
    "run.html.j2": {
        "report_costs": COSTS,
        "report_results": RESULTS,
        "report_time": "2026-11-26 10:00",
        "ansible_check_mode": False,
    },
    "drift.html.j2": {
        "drift_costs": COSTS,
        "drift_report": REPORT,
        "drift_roles": ["core_ai"],
        "drift_models": {},
    },
}


def written(name: str, values: dict[str, Any], folder: Path) -> str:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined)
    page = folder / "page.html"
    page.write_text(environment.get_template(name).render(values), encoding="utf-8")
    return page.as_uri()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_each_item_shows_its_estimate_and_its_cost(
    name: str, width: int, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    tab = open_tab(viewport={"width": width, "height": 900})
    tab.page.goto(written(name, PAGES[name], tmp_path))
    rows = [
        [cell.strip() for cell in each.locator("td").all_inner_texts()]
        for each in tab.page.locator(".costs tbody tr").all()
    ]
    assert [cells[0].split("\n")[0] for cells in rows] == [each["item"] for each in COSTS]
    assert [cells[1] for cells in rows] == [
        "paid in this run",
        "paid before",
        "to be paid",
        "paid in this run",
    ]
    assert [" ".join(cells[2].split()) for cells in rows] == [
        "0.009515 USD input counted",
        "1,234.50 USD upper bound",
        "< 0.000001 USD upper bound",
        "unknown no price of gpt-9 is known: state it in openai_prices",
    ]
    assert [cells[3] for cells in rows] == ["0.002100 USD", "1,000.25 USD", "not yet", "unknown"]
    sums = [" ".join(text.split()) for text in tab.page.locator(".costs tfoot td").all_inner_texts()]
    assert sums == ["4 items, 1 to be paid", "1,234.51 USD and 1 unknown", "1,000.25 USD and 1 unknown"]
    assert tab.page.locator(".prices").inner_text() == (
        "Prices: genai-prices 0.2.3 of 2026-10-26; openai_prices, without a date."
    )
    assert tab.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # On a telephone too, both amounts are within the window, and no row is a tower.
    boxes = tab.page.locator(".costs td").evaluate_all(
        "all => all.map(cell => cell.getBoundingClientRect().right)"
    )
    assert max(boxes) <= width
    assert max(tab.page.locator(".costs tr").evaluate_all("all => all.map(row => row.clientHeight)")) < 220
    assert tab.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_paid_items_says_so(name: str, open_tab: Callable[..., Tab], tmp_path: Path) -> None:
    empty = {"report_costs": [], "drift_costs": []}
    tab = open_tab(viewport={"width": 390, "height": 900})
    tab.page.goto(written(name, {**PAGES[name], **empty}, tmp_path))
    assert tab.page.locator(".costs").count() == 0
    assert tab.page.get_by_text("Nothing that is paid for is in the YAML.").count() == 1
