"""Usage and costs, by the official client: sums of the calls that were made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.administration import opens, refusal, wants_admin_key

if TYPE_CHECKING:
    from support.emulator import Emulator

DAY = 86_400
SMALL, LARGE = "text-embedding-3-small", "text-embedding-3-large"
KINDS = [
    "audio_speeches",
    "audio_transcriptions",
    "code_interpreter_sessions",
    "completions",
    "decisions",
    "embeddings",
    "file_search_calls",
    "images",
    "moderations",
    "vector_stores",
    "web_search_calls",
]


@pytest.fixture
def usage(client: Any) -> Any:
    return client.admin.organization.usage


def today(emulator: Emulator) -> int:
    now = int(emulator.clock.now())
    return now - now % DAY


def results(answer: Any) -> list[Any]:
    return [result for bucket in answer.data for result in bucket.results]


def embed(client: Any, model: str = SMALL, text: str = "one two three") -> int:
    """Make a call and return the tokens it was charged for."""
    return client.embeddings.create(model=model, input=text).usage.prompt_tokens


def test_calls_are_summed(usage: Any, client: Any, shared_emulator: Emulator) -> None:
    tokens = embed(client) + embed(client, LARGE, "four five")
    answer = usage.embeddings(start_time=today(shared_emulator))
    (bucket,) = answer.data
    assert (answer.object, answer.has_more, answer.next_page) == ("page", False, None)
    assert (bucket.object, bucket.start_time, bucket.end_time - bucket.start_time) == (
        "bucket",
        today(shared_emulator),
        DAY,
    )
    (result,) = bucket.results
    assert (result.object, result.num_model_requests, result.input_tokens) == (
        "organization.usage.embeddings.result",
        2,
        tokens,
    )
    assert (result.model, result.project_id, result.user_id, result.api_key_id) == (None, None, None, None)


def test_refused_calls_cost_nothing(usage: Any, client: Any, shared_emulator: Emulator) -> None:
    assert shared_emulator.call("POST", "/embeddings", json={"model": SMALL, "input": ""}).status_code == 400
    assert results(usage.embeddings(start_time=today(shared_emulator))) == []
    assert results(usage.costs(start_time=today(shared_emulator))) == []


def test_sums_are_grouped_and_filtered(usage: Any, client: Any, shared_emulator: Emulator) -> None:
    small, large = embed(client), embed(client, LARGE)
    other = client.admin.organization.projects.create(name="Other").id
    account = client.admin.organization.projects.service_accounts.create(other, name="bot")
    assert opens(shared_emulator, account.api_key.value)
    with shared_emulator.client(api_key=account.api_key.value) as bot:
        third = embed(bot, LARGE, "something else")
    start = today(shared_emulator)

    def grouped(*names: str, **query: Any) -> dict[tuple[Any, ...], int]:
        answer = usage.embeddings(start_time=start, group_by=list(names), **query)
        return {tuple(getattr(each, name) for name in names): each.input_tokens for each in results(answer)}

    assert grouped("model") == {(SMALL,): small, (LARGE,): large + third}
    default = next(iter(client.admin.organization.projects.list())).id
    assert grouped("project_id", "model") == {
        (default, SMALL): small,
        (default, LARGE): large,
        (other, LARGE): third,
    }
    founder = next(iter(client.admin.organization.users.list())).id
    assert grouped("user_id") == {(founder,): small + large, (None,): third}
    assert grouped("api_key_id")[account.api_key.id,] == third
    assert grouped(project_ids=[other]) == {(): third}
    assert grouped("model", models=[SMALL]) == {(SMALL,): small}
    assert grouped(user_ids=[founder]) == {(): small + large}
    assert grouped(api_key_ids=["key_none"]) == {}
    assert refusal(usage.embeddings, start_time=start, group_by=["colour"]).param.startswith("group_by")


@pytest.mark.parametrize(("width", "seconds"), [("1m", 60), ("1h", 3600), ("1d", DAY)])
def test_buckets_are_paged(
    usage: Any, client: Any, shared_emulator: Emulator, width: str, seconds: int
) -> None:
    first = int(shared_emulator.clock.now())
    tokens = []
    for _index in range(5):
        tokens.append(embed(client))
        shared_emulator.clock.advance(seconds)
    found, page, pages = [], None, 0
    while True:
        extra = {} if page is None else {"page": page}
        answer = usage.embeddings(
            start_time=first, end_time=first + 5 * seconds, bucket_width=width, limit=2, **extra
        )
        found += answer.data
        pages += 1
        page = answer.next_page
        assert answer.has_more == (page is not None)
        if page is None:
            break
    assert pages == (len(found) + 1) // 2
    assert [bucket.start_time for bucket in found] == [
        first - first % seconds + number * seconds for number in range(len(found))
    ]
    assert [each.input_tokens for bucket in found for each in bucket.results] == tokens


def test_limits_differ_by_the_width_of_buckets(usage: Any, shared_emulator: Emulator) -> None:
    start = today(shared_emulator) - 400 * DAY
    for width, default, most in (("1d", 7, 31), ("1h", 24, 168), ("1m", 60, 1440)):
        assert len(usage.embeddings(start_time=start, bucket_width=width).data) == default
        assert len(usage.embeddings(start_time=start, bucket_width=width, limit=most).data) == most
        error = refusal(usage.embeddings, start_time=start, bucket_width=width, limit=most + 1)
        assert error.param == "limit"
    assert len(usage.costs(start_time=start).data) == 7
    assert len(usage.costs(start_time=start, limit=180).data) == 180
    assert refusal(usage.costs, start_time=start, limit=181).param == "limit"
    assert refusal(usage.costs, start_time=start, page="nonsense").param == "page"
    assert refusal(usage.costs, start_time=start, page="page_" + "9" * 5000).param == "page"
    assert refusal(usage.costs, start_time=start, end_time=start).param == "end_time"
    assert refusal(usage.costs, start_time=-(2**52)).param == "start_time"
    assert usage.costs(start_time=start + 10**9).data == []
    assert len(usage.costs(start_time=0, end_time=2**52).data) == 7


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_answers(usage: Any, shared_emulator: Emulator, kind: str) -> None:
    answer = getattr(usage, kind)(start_time=today(shared_emulator))
    assert len(answer.data) == 1
    assert results(answer) == []
    path = f"/organization/usage/{kind}"
    assert shared_emulator.call("GET", path, admin=True).json()["error"]["param"] == "start_time"
    wants_admin_key(shared_emulator, "GET", f"{path}?start_time=0")


def test_costs_follow_from_usage(usage: Any, client: Any, shared_emulator: Emulator) -> None:
    start = today(shared_emulator)
    small = embed(client, SMALL, "word " * 5000)
    large = embed(client, LARGE, "word " * 5000)
    (total,) = results(usage.costs(start_time=start))
    assert total.amount.value == pytest.approx((small * 0.02 + large * 0.13) / 1e6)
    assert (total.object, total.amount.currency, total.line_item) == (
        "organization.costs.result",
        "usd",
        None,
    )
    items = {each.line_item: each for each in results(usage.costs(start_time=start, group_by=["line_item"]))}
    assert set(items) == {f"{SMALL}, input_tokens", f"{LARGE}, input_tokens"}
    assert items[f"{SMALL}, input_tokens"].quantity == small
    (project,) = results(usage.costs(start_time=start, group_by=["project_id"]))
    assert project.project_id == next(iter(client.admin.organization.projects.list())).id
    assert results(usage.costs(start_time=start, project_ids=["proj_none"])) == []


def test_costs_are_told_by_the_day(usage: Any, client: Any, shared_emulator: Emulator) -> None:
    start = today(shared_emulator)
    embed(client)
    shared_emulator.clock.advance(DAY)
    embed(client)
    embed(client)
    one, two = (bucket.results[0].amount.value for bucket in usage.costs(start_time=start).data)
    assert two == pytest.approx(2 * one)
    wants_admin_key(shared_emulator, "GET", f"/organization/costs?start_time={start}")


def test_completions_are_summed_with_their_prices(usage: Any, client: Any, shared_emulator: Emulator) -> None:
    messages = [{"role": "user", "content": "How many spokes has a wheel?"}]
    used = client.chat.completions.create(model="gpt-5.4", messages=messages).usage
    answered = client.responses.create(model="gpt-5.4", input="Hello", store=False).usage
    (result,) = results(usage.completions(start_time=today(shared_emulator), group_by=["model"]))
    assert (result.model, result.num_model_requests) == ("gpt-5.4", 2)
    assert result.input_tokens == used.prompt_tokens + answered.input_tokens
    assert result.output_tokens == used.completion_tokens + answered.output_tokens
    assert results(usage.completions(start_time=today(shared_emulator), batch=True)) == []
    costs = usage.costs(start_time=today(shared_emulator), group_by=["line_item"])
    assert {each.line_item: each.quantity for each in results(costs)} == {
        "gpt-5.4, input_tokens": result.input_tokens,
        "gpt-5.4, output_tokens": result.output_tokens,
    }


def test_the_services_tools_are_counted(usage: Any, client: Any, shared_emulator: Emulator) -> None:
    for _index in range(2):
        tool = {"type": "web_search_preview"}
        client.responses.create(model="gpt-5.4", input="What is new?", tools=[tool], tool_choice=tool)
    (result,) = results(usage.web_search_calls(start_time=today(shared_emulator)))
    searches = result.num_requests
    assert searches >= 2
    items = results(usage.costs(start_time=today(shared_emulator), group_by=["line_item"]))
    (item,) = [each for each in items if "num_requests" in each.line_item]
    assert item.amount.value == pytest.approx(searches * 0.01)


def test_vector_stores_are_measured_while_they_are_there(
    usage: Any, client: Any, shared_emulator: Emulator
) -> None:
    start = today(shared_emulator)
    file = client.files.create(file=("wheels.txt", b"A wheel has spokes. " * 50), purpose="assistants")
    store = client.vector_stores.create(name="Wheels", file_ids=[file.id])
    size = client.vector_stores.retrieve(store.id).usage_bytes
    assert size > 0
    shared_emulator.clock.advance(2 * DAY)
    answer = usage.vector_stores(start_time=start - DAY, group_by=["project_id"])
    assert [[each.usage_bytes for each in bucket.results] for bucket in answer.data] == [
        [],
        [size],
        [size],
        [size],
    ]
    client.vector_stores.delete(store.id)
    assert results(usage.vector_stores(start_time=start)) == []


def test_batches_are_told_apart_and_cost_half(usage: Any, client: Any, shared_emulator: Emulator) -> None:
    text = "one two three " * 100
    alone = embed(client, SMALL, text)
    body = {"model": SMALL, "input": text}
    line = {"custom_id": "1", "method": "POST", "url": "/v1/embeddings", "body": body}
    file = client.files.create(file=("batch.jsonl", json.dumps(line).encode()), purpose="batch")
    batch = client.batches.create(input_file_id=file.id, endpoint="/v1/embeddings", completion_window="24h")
    shared_emulator.settle()
    assert client.batches.retrieve(batch.id).status == "completed"
    (total,) = results(usage.costs(start_time=today(shared_emulator)))
    assert total.amount.value == pytest.approx(1.5 * alone * 0.02 / 1e6)


def test_costs_of_one_line_alone(usage: Any, client: Any, shared_emulator: Emulator) -> None:
    embed(client)
    embed(client, LARGE)
    start = today(shared_emulator)
    items = {each.line_item for each in results(usage.costs(start_time=start, group_by=["line_item"]))}
    assert len(items) == 2
    for item in items:
        (cost,) = results(usage.costs(start_time=start, line_items=[item], group_by=["line_item"]))
        assert cost.line_item == item
