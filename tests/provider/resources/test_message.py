"""`openai_message` from its creation to its end, with the real Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

NAMES = ("a", "b", "c", "d", "e")
MESSAGES = """
resource "openai_thread" "this" {}
""" + "".join(
    f"""
resource "openai_message" "{name}" {{
  thread_id = openai_thread.this.id
  content   = "Sentence {name}"
  {f"after = openai_message.{NAMES[number - 1]}.message_id" if number else ""}
}}
"""
    for number, name in enumerate(NAMES)
)


def said(stack: Stack) -> list[str]:
    return [row["content"][0]["text"] for row in stack.emulator.dump().get("conversation_item", [])]


def test_messages_land_in_the_asked_order_and_keep_it(stack: Callable[..., Stack]) -> None:
    made = stack(MESSAGES)
    made.apply("-parallelism=10")
    assert said(made) == [f"Sentence {name}" for name in NAMES]
    assert [made.values(f"openai_message.{name}")["position"] for name in NAMES] == [1, 2, 3, 4, 5]
    assert made.plan().code == 0

    made.configure(MESSAGES.replace("Sentence d", "Phrase d"))
    plan = made.plan()
    assert made.changes() == {f"openai_message.{name}": ["delete", "create"] for name in "de"}
    assert "will be replaced and come last" in plan.text
    made.apply("-parallelism=10")
    assert said(made) == ["Sentence a", "Sentence b", "Sentence c", "Phrase d", "Sentence e"]
    assert made.plan().code == 0

    address, id_ = "openai_message.a", made.values("openai_message.a")["id"]
    made.run("state", "rm", address)
    made.import_(address, id_)
    made.apply()
    assert made.plan().code == 0
    made.destroy()
    assert said(made) == []
