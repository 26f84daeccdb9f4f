"""The agents SDK: what its examples do, written anew and run against the emulator."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import agents
import openai
import pydantic
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.emulator import Emulator

MODEL = "gpt-5.5"


class Weather(pydantic.BaseModel):
    """The weather of a city."""

    city: str
    degrees: int


@pytest.fixture(params=["responses", "chat_completions"])
def run(request, shared_emulator: Emulator) -> Iterator[Callable[..., Any]]:
    """Return what runs an agent, over either of the API's two ways to ask a model."""
    # Traces would go to the real service.
    agents.set_tracing_disabled(True)

    def runner(make: Callable[[Any], Any], text: Any, *, stream: bool = False, **options: Any) -> Any:
        async def work() -> Any:
            async with openai.AsyncOpenAI(
                api_key=shared_emulator.api_key, base_url=shared_emulator.base_url, max_retries=0
            ) as client:
                kind = {
                    "responses": agents.OpenAIResponsesModel,
                    "chat_completions": agents.OpenAIChatCompletionsModel,
                }[request.param]
                agent = make(kind(model=MODEL, openai_client=client))
                if not stream:
                    return await agents.Runner.run(agent, text, **options)
                result = agents.Runner.run_streamed(agent, text, **options)
                return [event async for event in result.stream_events()], result

        return asyncio.run(work())

    runner.kind = request.param
    return runner


def test_an_agent_answers(run):
    result = run(
        lambda model: agents.Agent(name="Assistant", instructions="Answer in haikus.", model=model),
        "Tell me about recursion in programming.",
    )
    assert "recursion" in result.final_output


def test_an_agent_calls_a_function(run):
    asked = []

    @agents.function_tool
    def get_weather(city: str) -> str:
        """Get the weather of a city.

        Args:
            city: Name of the city.
        """
        asked.append(city)
        return f"{city}: 21 degrees and sunny"

    result = run(
        lambda model: agents.Agent(name="Weather", model=model, tools=[get_weather]),
        "What is the weather in Tokyo?",
    )
    assert asked == ["Tokyo"]
    assert result.final_output
    kinds = [item.type for item in result.new_items if item.type != "reasoning_item"]
    assert kinds == ["tool_call_item", "tool_call_output_item", "message_output_item"]


def test_an_agent_hands_over(run):
    def make(model: Any) -> Any:
        spanish = agents.Agent(
            name="Spanish agent",
            handoff_description="Answers requests in Spanish",
            instructions="You only speak Spanish.",
            model=model,
        )
        return agents.Agent(
            name="Triage agent",
            instructions="Hand over to the agent that fits.",
            handoffs=[spanish],
            model=model,
            model_settings=agents.ModelSettings(tool_choice="required"),
        )

    result = run(make, "Transfer me to the Spanish agent, please.")
    assert result.last_agent.name == "Spanish agent"
    assert result.final_output


def test_an_agent_answers_in_a_shape(run):
    result = run(
        lambda model: agents.Agent(name="Weather", model=model, output_type=Weather),
        "The weather in Oslo: 4 degrees.",
    )
    assert isinstance(result.final_output, Weather)


def test_an_agent_streams(run):
    events, result = run(
        lambda model: agents.Agent(name="Joker", instructions="You tell jokes.", model=model),
        "Please tell me 5 jokes.",
        stream=True,
    )
    deltas = [
        event.data.delta
        for event in events
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta"
    ]
    assert "".join(deltas) == result.final_output != ""


def test_a_session_remembers(run):
    session = agents.SQLiteSession("conversation")

    def make(model: Any) -> Any:
        return agents.Agent(name="Assistant", instructions="Be brief.", model=model)

    run(make, "What city is the Golden Gate Bridge in?", session=session)
    run(make, "What state is it in?", session=session)
    roles = [item.get("role") for item in asyncio.run(session.get_items()) if item.get("role")]
    assert roles == ["user", "assistant"] * 2


def test_a_guardrail_stops_a_run(run):
    @agents.input_guardrail
    async def no_homework(_context: Any, _agent: Any, text: Any) -> Any:
        return agents.GuardrailFunctionOutput(output_info=None, tripwire_triggered="homework" in str(text))

    with pytest.raises(agents.InputGuardrailTripwireTriggered):
        run(
            lambda model: agents.Agent(name="Support", model=model, input_guardrails=[no_homework]),
            "Do my homework: solve 2x + 5 = 11.",
        )


def test_an_agent_searches_files(shared_emulator, client):
    agents.set_tracing_disabled(True)
    store = client.vector_stores.create(name="Arrakis")
    client.vector_stores.files.upload_and_poll(
        vector_store_id=store.id,
        file=("arrakis.txt", b"Arrakis, the desert planet, is the source of the spice melange."),
        poll_interval_ms=50,
    )

    async def work() -> Any:
        async with openai.AsyncOpenAI(
            api_key=shared_emulator.api_key, base_url=shared_emulator.base_url, max_retries=0
        ) as asynchronous:
            agent = agents.Agent(
                name="File searcher",
                model=agents.OpenAIResponsesModel(model=MODEL, openai_client=asynchronous),
                tools=[
                    agents.FileSearchTool(
                        max_num_results=3, vector_store_ids=[store.id], include_search_results=True
                    )
                ],
            )
            return await agents.Runner.run(agent, "What is the source of the spice melange?")

    result = asyncio.run(work())
    [search] = [
        item.raw_item
        for item in result.new_items
        if item.type == "tool_call_item" and item.raw_item.type == "file_search_call"
    ]
    assert search.results[0].filename == "arrakis.txt"
