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


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ({"type": "custom_tool_call", "call_id": "c", "name": "f", "input": "x"}, {"input": "x"}),
        ({"type": "custom_tool_call_output", "call_id": "c", "output": "y"}, {"output": "y"}),
        (
            {"type": "computer_call_output", "call_id": "c", "output": {"type": "computer_screenshot"}},
            {"status": "completed"},
        ),
        (
            {"type": "shell_call", "call_id": "c", "environment": None, "action": {"commands": ["ls"]}},
            {"environment": None, "status": "completed"},
        ),
        (
            {"type": "image_generation_call", "id": "ig_1", "status": "in_progress", "result": None},
            {"result": None, "status": "in_progress"},
        ),
        (
            {
                "type": "function_call_output",
                "call_id": "c",
                "output": [{"type": "input_text", "text": "z", "prompt_cache_breakpoint": None}],
            },
            {"output": [{"type": "input_text", "text": "z"}]},
        ),
        ({"type": "tool_search_call", "arguments": {"q": 1}}, {"call_id": None, "arguments": {"q": 1}}),
    ],
    ids=lambda value: value.get("type", ""),
)
def test_items_of_tools_are_shown_in_the_documents_form(client, item, shown):
    conversation = client.conversations.create().id
    made = client.conversations.items.create(conversation, items=[item]).data[0].to_dict()
    assert shown.items() <= made.items()
    (listed,) = client.conversations.items.list(conversation)
    assert listed.to_dict() == made
    assert client.conversations.items.retrieve(made["id"], conversation_id=conversation).to_dict() == made


def test_a_conversation_is_locked_while_a_response_is_made_for_it(client, shared_emulator):
    shared_emulator.transitions("manual")
    conversation, free = client.conversations.create(), client.conversations.create()
    hello = {"model": "gpt-4o", "input": "Hello"}
    first = client.responses.create(**hello, conversation=conversation.id, background=True)
    message = {"role": "user", "content": "And me?"}

    def ask(**options):
        return client.responses.create(**hello, conversation={"id": conversation.id}, **options)

    def append():
        return client.conversations.items.create(conversation.id, items=[message])

    for step in range(2):  # queued, in progress
        for write in (ask, lambda: ask(background=True), append):
            with pytest.raises(openai.BadRequestError, match="retry in a few seconds") as caught:
                write()
            assert caught.value.code == "conversation_locked"
        assert client.responses.create(**hello, conversation=free.id).status == "completed", step
        shared_emulator.advance()
    assert client.responses.retrieve(first.id).status == "completed"
    assert append().data
    assert ask().status == "completed"


def test_a_cancelled_response_unlocks_its_conversation(client, shared_emulator):
    shared_emulator.transitions("manual")
    conversation = client.conversations.create()
    hello = {"model": "gpt-4o", "input": "Hello", "conversation": conversation.id}
    client.responses.cancel(client.responses.create(**hello, background=True).id)
    assert client.responses.create(**hello).status == "completed"


def test_a_lock_is_a_fault_too(client, shared_emulator):
    conversation = client.conversations.create()
    shared_emulator.fault(operation="createConversationItems", code="conversation_locked", times=2)
    for _unused in range(2):
        with pytest.raises(openai.BadRequestError, match="retry in a few seconds") as caught:
            client.conversations.items.create(conversation.id, items=[message("hi")])
        assert (caught.value.code, caught.value.param) == ("conversation_locked", "conversation")
    client.conversations.items.create(conversation.id, items=[message("hi")])
    assert len(client.conversations.items.list(conversation.id).data) == 1


@pytest.fixture
def reasoned(client):
    """Return a conversation with an answer of a reasoning model, and the ids of its items, oldest first."""
    conversation = client.conversations.create().id
    client.responses.create(model="gpt-5.6-terra", input="Hello", conversation=conversation)
    items = client.conversations.items.list(conversation, order="asc").data
    assert [item.type for item in items] == ["message", "reasoning", "message"]
    return conversation, [item.id for item in items]


@pytest.mark.parametrize(
    ("deleted", "told"),
    [
        (1, "Item '{2}' of type 'message' was provided without its required 'reasoning' item: '{1}'."),
        (2, "Item '{1}' of type 'reasoning' was provided without its required following item."),
    ],
)
@pytest.mark.parametrize("background", [False, True])
def test_half_a_pair_is_refused(client, reasoned, deleted, told, background):
    conversation, ids = reasoned
    ask = {"model": "gpt-5.6-terra", "input": "And?", "conversation": conversation, "background": background}
    client.conversations.items.delete(ids[deleted], conversation_id=conversation)
    with pytest.raises(openai.BadRequestError) as caught:
        client.responses.create(**ask)
    assert caught.value.body["message"] == told.format(*ids)
    assert (caught.value.param, caught.value.code) == ("input", None)
    client.conversations.items.delete(ids[3 - deleted], conversation_id=conversation)
    assert client.responses.create(**ask).error is None


def test_a_whole_pair_is_shown_without_what_binds_it(client, reasoned):
    conversation, ids = reasoned
    for item_id in ids:
        shown = client.conversations.items.retrieve(item_id, conversation_id=conversation).to_dict()
        assert not [name for name in shown if name.startswith("_")]
    again = client.responses.create(model="gpt-5.6-terra", input="And?", conversation=conversation)
    assert again.status == "completed"


def test_deleting_a_conversation_leaves_its_items(client, shared_emulator):
    conversation = client.conversations.create(items=[message("hi")]).id
    client.conversations.delete(conversation)
    assert [row["parent"] for row in shared_emulator.dump()["conversation_item"]] == [conversation]
    with pytest.raises(openai.NotFoundError):
        client.conversations.items.list(conversation)
