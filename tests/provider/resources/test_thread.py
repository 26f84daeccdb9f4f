"""`openai_thread` from its creation to its end, with the real Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

ADDRESS = "openai_thread.this"
THREAD = """
resource "openai_thread" "this" {
  metadata                 = { team = "TEAM" }
  delete_items             = true
  transcript_markdown_file = "talk.md"
  messages = concat(
    [for number in range(COUNT) : {
      role    = number % 2 == 0 ? "user" : "assistant"
      content = "Sentence ${number}"
    }],
    [{ role = "user", parts = [{ type = "input_text", text = "LAST" }] }],
  )
}
"""


def thread(count: int = 21, last: str = "Last", team: str = "web") -> str:
    return THREAD.replace("COUNT", str(count)).replace("LAST", last).replace("TEAM", team)


def test_a_conversation_from_its_first_message_to_its_end(stack: Callable[..., Stack]) -> None:
    made = stack(thread())
    made.apply()
    before = made.values(ADDRESS)
    conversation = before["id"]
    assert made.written() == ["POST /v1/conversations", f"POST /v1/conversations/{conversation}/items"]
    assert (before["items_count"], len(before["item_ids"]), before["problems"]) == (22, 22, [])
    assert "Sentence 20\n" in (made.folder / "talk.md").read_text("utf-8")
    assert made.plan().code == 0

    body = {"items": [{"role": "user", "content": "What others add"}]}
    made.emulator.call("POST", f"/conversations/{conversation}/items", json=body)
    made.configure(thread(team="shop"))
    assert made.changes() == {ADDRESS: ["update"]}
    made.written()
    made.apply()
    assert made.written() == [f"POST /v1/conversations/{conversation}"]
    assert "What others add" in (made.folder / "talk.md").read_text("utf-8")
    assert made.plan().code == 0

    made.configure(thread(last="Otherwise", team="shop"))
    plan = made.plan()
    assert made.changes() == {ADDRESS: ["delete", "create"]}
    assert "Message 22 is not the one that is there." in " ".join(plan.text.split())
    made.apply()
    assert made.values(ADDRESS)["id"] != conversation
    assert len(made.emulator.dump()["conversation_item"]) == 22
    assert made.plan().code == 0

    imported = made.values(ADDRESS)["id"]
    made.run("state", "rm", ADDRESS)
    made.import_(ADDRESS, imported)
    made.written()
    made.apply()
    assert made.written() == []
    assert made.plan().code == 0
    made.destroy()
    assert made.emulator.dump().get("conversation_item", []) == []
    assert made.emulator.dump().get("conversation", []) == []
