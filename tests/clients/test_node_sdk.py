"""The official Node SDK: what its README and public examples do, run with the real node."""

from __future__ import annotations

from support.checks import every

BACKGROUND = ["response.created", "response.queued", "response.in_progress"]


def test_a_response(flow):
    seen = flow("response")
    assert "semicolons" in seen["text"].lower()
    assert seen["status"] == "completed"
    assert seen["requestId"].startswith("req_")


def test_the_events_of_a_response(flow):
    seen = flow("responseStream")
    assert seen["types"][:2] == ["response.created", "response.in_progress"]
    assert seen["types"][-1] == "response.completed"
    assert seen["numbers"] == list(range(len(seen["numbers"])))
    assert seen["text"] == seen["final"] != ""


def test_a_background_response_is_streamed_and_taken_up_again(flow):
    seen = flow("backgroundStream")
    assert seen["types"][:3] == BACKGROUND
    assert (seen["first"], seen["last"]) == ("queued", "completed")
    assert seen["resumed"][0] == 3
    assert len(seen["resumed"]) == len(seen["types"]) - 3


def test_the_stream_helper_accepts_a_background_response(flow):
    seen = flow("responseStreamHelper")
    assert seen["seen"][:3] == BACKGROUND
    assert seen["status"] == "completed"
    assert seen["text"]


def test_a_chat_completion(flow):
    seen = flow("chat")
    assert "semicolons" in seen["text"].lower()
    assert (
        seen["usage"]["total_tokens"] == seen["usage"]["prompt_tokens"] + seen["usage"]["completion_tokens"]
    )


def test_a_streamed_chat_completion(flow):
    seen = flow("chatStream")
    assert seen["text"] == seen["final"] != ""
    assert seen["usage"]["total_tokens"] > 0


def test_an_image_without_detail(flow):
    assert flow("vision")["text"]


def test_a_conversation_kept_by_the_caller(flow):
    seen = flow("conversationByHand")
    assert seen["second"]
    assert seen["linked"]


def test_files_of_every_kind_of_source(flow):
    seen = flow("files")
    assert seen["status"] == "processed"
    assert sorted(seen["names"])[:2] == ["buffer.txt", "input-" + sorted(seen["names"])[1].partition("-")[2]]
    assert len(seen["names"]) == 3
    assert seen["left"] == 0


def test_errors_are_typed(flow):
    seen = flow("errors")
    assert {name: (each["class"], each["status"]) for name, each in seen.items()} == {
        "missing": ("NotFoundError", 404),
        "bad": ("BadRequestError", 400),
        "key": ("AuthenticationError", 401),
        "temperature": ("BadRequestError", 400),
        "empty": ("BadRequestError", 400),
    }
    assert every(each["hasRequestId"] for each in seen.values()), seen
    assert seen["key"]["code"] == "invalid_api_key"
    assert (seen["temperature"]["param"], seen["temperature"]["code"]) == (
        "temperature",
        "decimal_above_max_value",
    )
    assert (seen["empty"]["param"], seen["empty"]["code"]) == ("messages", "empty_array")


def test_failures_are_repeated(flow, shared_emulator):
    shared_emulator.fault("createChatCompletion", status=500)
    shared_emulator.fault("createChatCompletion", nth=2, status=429, retry_after=0)
    assert flow("retries")["text"]
    assert [call["status"] for call in shared_emulator.calls("createChatCompletion")][-1] == 200
    assert len(shared_emulator.calls("createChatCompletion")) == 3


def test_the_headers_of_an_answer(flow):
    seen = flow("rawAnswer")
    assert seen["status"] == 200
    wanted = {
        "x-request-id",
        "openai-processing-ms",
        "openai-version",
        "openai-organization",
        "x-ratelimit-limit-requests",
        "x-ratelimit-remaining-requests",
        "x-ratelimit-reset-requests",
        "x-ratelimit-limit-tokens",
        "x-ratelimit-remaining-tokens",
        "x-ratelimit-reset-tokens",
    }
    assert wanted <= set(seen["headers"])


def test_answers_of_a_shape(flow):
    seen = flow("structured")
    for answer in (seen["chat"], seen["response"]):
        assert set(answer) == {"steps", "final_answer"}
        assert {frozenset(step) for step in answer["steps"]} <= {frozenset({"explanation", "output"})}


def test_a_tool_is_called_with_what_was_asked_for(flow):
    seen = flow("tools")
    assert seen["asked"] == [{"city": "Paris"}]
    assert seen["roles"] == ["user", "assistant", "tool", "assistant"]
    assert seen["text"]


def test_a_function_of_a_response(flow):
    seen = flow("responseTools")
    assert seen["calls"] == [["get_horoscope", {"sign": "Aquarius"}]]
    assert seen["text"]


def test_embeddings_of_like_texts_are_near(flow):
    seen = flow("embeddings")
    assert seen["sizes"] == [64, 64, 64]
    assert seen["near"] > seen["far"]


def test_moderation(flow):
    seen = flow("moderation")
    assert seen["flagged"]
    assert "violence" in seen["categories"]


def test_an_image_is_made(flow):
    assert flow("image") == {"magic": "PNG"}


def test_speech_is_made_and_read(flow):
    seen = flow("audio")
    assert seen["magic"] == "RIFF"
    assert seen["text"]


def test_a_batch(flow):
    seen = flow("batch")
    assert (seen["first"], seen["status"]) == ("validating", "completed")
    assert sorted(seen["ids"]) == ["request-1", "request-2", "request-3"]


def test_a_vector_store(flow):
    seen = flow("vectorStore")
    assert seen["counts"] == {"in_progress": 0, "completed": 2, "failed": 0, "cancelled": 0, "total": 2}
    assert (seen["best"], seen["called"]) == ("frames.txt", "frames.txt")


def test_a_conversation(flow):
    assert flow("conversation") == {"roles": ["user", "user", "assistant"]}


def test_a_model_is_tuned_and_answers(flow):
    seen = flow("fineTune")
    assert seen["status"] == "succeeded"
    assert ":tone:" in seen["model"]
    assert seen["events"] > 2
    assert seen["text"]


def test_an_upload_in_parts(flow):
    assert flow("upload") == {"status": "completed", "bytes": 18, "purpose": "user_data"}


def test_administration(flow):
    seen = flow("administration")
    assert seen["kind"] == "organization.project.service_account"
    assert seen["limits"]
    assert "From Node" in seen["names"]
    assert seen["status"] == "archived"
