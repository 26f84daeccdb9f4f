"""`openai_vector_store` from its creation to its end, with the real Terraform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

ADDRESS = "openai_vector_store.this"
DOCUMENTS = {
    "brakes.md": "Bleed the brakes with mineral oil.",
    "shop/returns.md": "Unused goods come back within 60 days.",
    "shop/warranty.md": "Frames have a warranty of ten years.",
}
STORE = """
resource "openai_file" "belt" {
  content  = "The belt is washed with water."
  filename = "belt.md"
  purpose  = "assistants"
}

resource "openai_vector_store" "this" {
  name   = "Manuals"
  files = {
    belt = { file_id = openai_file.belt.id, attributes = jsonencode({ year = 2026, public = true }) }
  }
  folder = { path = "manuals", attributes_from = ["path"] }
  search_checks = [{ query = "How long is the warranty?", expect_file = "shop/warranty.md" }]
  MORE
}
"""


def store(more: str = "") -> str:
    return STORE.replace("MORE", more)


def found(stack: Stack, store_id: str, query: str) -> str:
    answer = stack.emulator.call("POST", f"/vector_stores/{store_id}/search", json={"query": query}).json()
    return answer["data"][0]["content"][0]["text"]


def rows(stack: Stack, table: str) -> list[dict[str, Any]]:
    return stack.emulator.dump().get(table, [])


def test_a_folder_is_kept_in_step_from_the_first_file_to_the_last(stack: Callable[..., Stack]) -> None:
    made = stack(store())
    (made.folder / "manuals/shop").mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        made.write(f"manuals/{name}", text)
    made.apply()
    before = made.values(ADDRESS)
    files = before["store_files"]
    assert files.keys() == {"belt", *DOCUMENTS}
    assert {each["status"] for each in files.values()} == {"completed"}
    assert json.loads(files["belt"]["attributes"]) == {"year": 2026, "public": True}
    assert json.loads(files["brakes.md"]["attributes"]) == {"path": "brakes.md"}
    assert (before["file_counts"]["completed"], before["failed"], before["problems"]) == (4, [], [])
    assert made.plan().code == 0

    made.write("manuals/brakes.md", "Bleed the brakes with mineral oil, never with DOT fluid.")
    made.write("manuals/battery.md", "Store the battery at 15 degrees.")
    (made.folder / "manuals/shop/returns.md").unlink()
    plan = made.plan("-out=changes.tfplan")
    assert made.changes() == {ADDRESS: ["update"]}
    assert '+ "battery.md"' in plan.text
    assert '- "shop/returns.md"' in plan.text
    made.written()
    made.apply()
    assert sorted(
        each.split("/v1/")[0] + each.rsplit("/", 1)[-1].split("-")[0] for each in made.written()
    ) == sorted(
        [
            "POST file_batches",
            *["POST files"] * 2,
            *["DELETE file"] * 4,
            "POST search",
        ]
    )
    after = made.values(ADDRESS)
    assert after["id"] == before["id"]
    assert after["store_files"]["shop/warranty.md"] == files["shop/warranty.md"]
    assert found(made, after["id"], "brakes oil").endswith("DOT fluid.")
    assert made.plan().code == 0
    made.destroy()
    assert (rows(made, "file"), rows(made, "vector_store")) == ([], [])
