"""Conversations and their items, with the official client."""

import openai
import pytest


def message(text, role="user"):
    return {"type": "message", "role": role, "content": text}


def test_life_of_a_conversation(client):
    conversation = client.conversations.create(metadata={"a": "b"}, items=[message("hi")])
    assert conversation.id.startswith("conv_")
    changed = client.conversations.update(conversation.id, metadata={"a": "c"})
    assert client.conversations.retrieve(conversation.id) == changed
    assert changed.metadata == {"a": "c"}
    assert client.conversations.delete(conversation.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.conversations.retrieve(conversation.id)


def test_items(client):
    conversation = client.conversations.create()
    items = client.conversations.items
    added = items.create(
        conversation.id,
        items=[
            message("one"),
            message("two", "assistant"),
            message("three", "developer"),
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "four"}]},
            {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
        ],
    )
    ids = [item.id for item in added.data]
    assert [item.id for item in items.list(conversation.id, limit=2, order="asc")] == ids
    assert [item.id for item in items.list(conversation.id, limit=2)] == ids[::-1]
    first = items.retrieve(ids[0], conversation_id=conversation.id)
    assert (first.role, first.content[0].text, first.status) == ("user", "one", "completed")
    assert added.data[1].content[0].type == "output_text"
    assert items.delete(ids[0], conversation_id=conversation.id).id == conversation.id
    with pytest.raises(openai.NotFoundError):
        items.retrieve(ids[0], conversation_id=conversation.id)
    assert len(items.list(conversation.id).data) == 4


def test_at_most_20_items_a_call(client):
    with pytest.raises(openai.BadRequestError):
        client.conversations.create(items=[message("x")] * 21)


def test_conversations_belong_to_their_project(client, shared_emulator):
    conversation = client.conversations.create()
    project = client.admin.organization.projects.create(name="other")
    key = shared_emulator.create_project_key(project.id)["value"]
    with shared_emulator.client(api_key=key) as other, pytest.raises(openai.NotFoundError):
        other.conversations.retrieve(conversation.id)
