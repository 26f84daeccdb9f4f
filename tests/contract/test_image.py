"""`openai_image` through the provider's wire calls: what is asked, and what is paid for when."""

from __future__ import annotations

import base64
import hashlib
import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api.answers import parsed
from fjcorp_openai.provider.resources.image import VARIATION_PROMPT
from support.images import MODEL, NAME, applied, drawn, edited, is_settled
from support.pictures import clear_png, opaque_png
from support.wire import InProcess, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator

GENERATE, EDIT = "createImage", "createImageEdit"
PNG = b"\x89PNG\r\n\x1a\n"


def test_images_are_files_and_nothing_is_paid_twice(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    config = drawn(tmp_path, n=3)
    planned, _private = run.plan(NAME, config)
    assert planned is not None
    assert planned["paid_call"] == "POST /images/generations"
    assert asked() == []
    saved = applied(run, config)
    assert asked() == [GENERATE]
    state = saved.state
    begin = state["digest"][:12]
    assert state["id"] == f"image-{begin}"
    folder = tmp_path / "images"
    assert [each["path"] for each in state["files"]] == [
        f"{folder}/{begin}-{number}.png" for number in (1, 2, 3)
    ]
    for each in state["files"]:
        content = Path(each["path"]).read_bytes()
        assert content.startswith(PNG)
        assert (each["sha256"], each["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
        assert (each["width"], each["height"], each["format"]) == (1024, 640, "png")
        assert Path(each["path"]).stat().st_mode & 0o777 == 0o600
    assert len({each["sha256"] for each in state["files"]}) == 3
    assert state["usage"]["output_tokens"] == 3 * state["usage"]["output_tokens"] // 3 > 0
    assert state["usage"]["total_tokens"] == state["usage"]["input_tokens"] + state["usage"]["output_tokens"]
    again = run.read(NAME, saved)
    assert again == saved
    assert is_settled(run, config, saved)
    assert asked() == [GENERATE]


def test_no_bytes_of_an_image_are_in_the_state(run: InProcess, tmp_path: Path) -> None:
    saved = applied(run, drawn(tmp_path))
    text = json.dumps(saved.state)
    content = Path(saved.state["files"][0]["path"]).read_bytes()
    assert len(text) < 3000 < len(content)
    assert base64.b64encode(content).decode()[:60] not in text
    assert b"iVBORw0KGgo" not in saved.private


@pytest.mark.parametrize(
    ("form", "head"), [("jpeg", b"\xff\xd8"), ("webp", b"RIFF"), ("gif", b"GIF89a"), ("svg", b"<svg ")]
)
def test_other_formats(run: InProcess, tmp_path: Path, form: str, head: bytes) -> None:
    more = {"frame_count": 2} if form == "gif" else {}
    (file,) = applied(run, drawn(tmp_path, output_format=form, **more)).state["files"]
    assert file["path"].endswith(f"-1.{form}")
    assert Path(file["path"]).read_bytes().startswith(head)
    assert (file["format"], file["width"], file["height"]) == (form, 1024, 640)


def test_what_an_svg_is_written_with_is_counted_by_itself(run: InProcess, tmp_path: Path) -> None:
    author = {"model": "gpt-6-sol", "reasoning_effort": "low"}
    state = applied(run, drawn(tmp_path, output_format="svg", svg=author)).state
    assert (state["svg_usage"]["model"], state["usage"]["input_tokens"] > 0) == ("gpt-6-sol", True)


def test_an_edit_sends_local_images_and_a_mask_as_a_form(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path, picture: Path
) -> None:
    mask = tmp_path / "mask.png"
    mask.write_bytes(clear_png(64, 48))
    other = tmp_path / "bell.png"
    other.write_bytes(opaque_png(20, 20))
    both = [{"path": str(picture)}, {"path": str(other)}]
    config = edited(tmp_path, *both, mask=str(mask))
    planned, _private = run.plan(NAME, config)
    assert planned is not None
    assert planned["paid_call"] == "POST /images/edits"
    saved = applied(run, config)
    # The emulator counts 388 tokens for each image that it was sent.
    assert saved.state["usage"]["input_tokens_details"]["image_tokens"] == 3 * 388
    assert is_settled(run, config, saved)
    mask.write_bytes(clear_png(64, 48) + b"\0")
    assert not is_settled(run, config, saved)
    assert [step.attribute_name for path in run.replaced for step in path.steps] == ["digest"]
    applied(run, config)
    assert asked() == [EDIT, EDIT]


def test_an_edit_names_images_by_id_and_address_too(
    run: InProcess, asked: Callable[[], list[str]], shared_emulator: Emulator, tmp_path: Path, picture: Path
) -> None:
    with shared_emulator.client() as client:
        file = client.files.create(file=("x.png", opaque_png(64, 48)), purpose="vision")
    url = "data:image/png;base64," + base64.b64encode(opaque_png(8, 8)).decode()
    mask = tmp_path / "mask.png"
    mask.write_bytes(clear_png(64, 48))
    config = edited(
        tmp_path, {"path": str(picture)}, {"file_id": file.id}, {"image_url": url}, mask=str(mask)
    )
    saved = applied(run, config)
    assert saved.state["usage"]["input_tokens_details"]["image_tokens"] == 4 * 388
    only = edited(tmp_path, {"file_id": file.id}, triggers={"a": "b"})
    assert applied(run, only).state["usage"]["input_tokens_details"]["image_tokens"] == 388
    assert asked() == [EDIT, EDIT]


def test_markup_and_an_svg_author_go_with_a_form(run: InProcess, tmp_path: Path, picture: Path) -> None:
    markup = tmp_path / "markup.png"
    markup.write_bytes(clear_png(64, 48))
    author = {"model": "gpt-6-sol", "reasoning_effort": "low"}
    config = edited(tmp_path, {"path": str(picture)}, markup=str(markup), output_format="svg", svg=author)
    assert applied(run, config).state["svg_usage"]["model"] == "gpt-6-sol"


def test_a_variation_is_an_edit_by_a_prompt_that_the_plan_shows(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path, picture: Path
) -> None:
    config = drawn(tmp_path, operation="variation", images=[{"path": str(picture)}], prompt=None)
    planned, _private = run.plan(NAME, config)
    assert planned is not None
    assert (planned["prompt"], planned["paid_call"]) == (VARIATION_PROMPT, "POST /images/edits")
    saved = applied(run, config)
    assert is_settled(run, config, saved)
    own = {**config, "prompt": "The same at night"}
    run.plan(NAME, own, saved)
    assert {step.attribute_name for path in run.replaced for step in path.steps} == {"digest", "prompt"}
    assert asked() == [EDIT]


@pytest.mark.parametrize(
    ("fault", "message", "calls"),
    [
        ({"drop": "after"}, "may have been carried out, and paid for", 1),
        ({"status": 500}, "500", 1),
        ({"status": 429, "code": "insufficient_quota"}, "quota", 1),
        ({"status": 400, "code": "moderation_blocked"}, "The same inputs are blocked again", 1),
        ({"status": 403}, "403", 1),
    ],
    ids=str,
)
def test_what_may_have_been_paid_is_not_repeated(
    run: InProcess, shared_emulator: Emulator, tmp_path: Path, fault: dict[str, Any], message: str, calls: int
) -> None:
    shared_emulator.fault(GENERATE, **fault)
    with pytest.raises(RefusedError, match=message) as refused:
        run.apply(NAME, drawn(tmp_path))
    assert refused.value.state is None
    made = [call for call in shared_emulator.calls() if call["operation"] == GENERATE]
    assert len(made) == calls
    assert not (tmp_path / "images").exists()


@pytest.mark.parametrize(
    "fault", [{"status": 429, "code": "rate_limit_exceeded"}, {"drop": "before"}, {"status": 503}], ids=str
)
def test_what_was_not_carried_out_is_sent_again(
    run: InProcess, shared_emulator: Emulator, tmp_path: Path, picture: Path, fault: dict[str, Any]
) -> None:
    shared_emulator.fault(EDIT, **fault)
    if "drop" in fault:
        with pytest.raises(RefusedError, match="may have been carried out"):
            run.apply(NAME, edited(tmp_path, {"path": str(picture)}))
        return
    assert len(applied(run, edited(tmp_path, {"path": str(picture)})).state["files"]) == 1


def test_a_blocked_prompt_is_asked_once(run: InProcess, shared_emulator: Emulator, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="The safety system blocked the image"):
        run.apply(NAME, drawn(tmp_path, prompt="blood everywhere and a severed head"))
    assert len(shared_emulator.calls(GENERATE)) == 1


def test_the_end_of_a_model_is_warned_of(run: InProcess, tmp_path: Path) -> None:
    run.plan(NAME, drawn(tmp_path, model="gpt-image-1.5", size="1024x1024"))
    assert any("gpt-image-1.5 is shut on 2026-12-01" in each for each in run.warnings)
    with pytest.raises(RefusedError, match="There is no model gpt-image-1 for this key"):
        run.plan(NAME, drawn(tmp_path, model="gpt-image-1", size="1024x1024"))


def test_a_file_that_changes_after_the_plan_is_not_sent(
    run: InProcess, asked: Callable[[], list[str]], tmp_path: Path, picture: Path
) -> None:
    config = edited(tmp_path, {"path": str(picture)})
    plan = run.plan

    def planned_then_changed(*arguments: Any) -> Any:
        made = plan(*arguments)
        picture.write_bytes(opaque_png(64, 64))
        return made

    run.plan = planned_then_changed  # type: ignore[method-assign]
    with pytest.raises(RefusedError, match="changed after the plan was made"):
        run.apply(NAME, config)
    assert asked() == []


def test_nothing_is_imported(run: InProcess) -> None:
    with pytest.raises(RefusedError, match=NAME):
        run.import_(NAME, "image-1")


def test_what_it_costs_at_most_is_in_the_plan_and_what_it_cost_in_the_state(
    shared_emulator: Emulator, asked: Callable[[], list[str]], tmp_path: Path
) -> None:
    prices = {"OPENAI_PRICES": json.dumps({MODEL: {"input": 5, "output": 30}})}
    with closing(InProcess({**shared_emulator.environment(), **prices})) as run:
        config = drawn(tmp_path, n=2, quality="low")
        planned, _private = run.plan(NAME, config)
        assert planned is not None
        estimate = planned["estimate"]
        assert estimate["usage"] == {"input_tokens": 5, "output_tokens": 2 * 171}
        assert float(estimate["cost"]) == pytest.approx((5 * 5 + 342 * 30) / 1_000_000)
        with pytest.raises(RefusedError, match="would cost more than it may"):
            run.plan(NAME, {**config, "max_cost": 0.01})
        with pytest.raises(RefusedError, match="nothing bounds tokens out: set quality to low"):
            run.plan(NAME, {**config, "quality": "max", "max_cost": 1})
        state = applied(run, config).state
        used = state["usage"]
        assert 0 < used["output_tokens"] <= estimate["usage"]["output_tokens"]
        paid = (used["input_tokens"] * 5 + used["output_tokens"] * 30) / 1_000_000
        assert float(state["cost"]) == pytest.approx(paid)
        assert float(state["cost"]) <= float(estimate["cost"])
    assert asked() == [GENERATE]


def answered(data: Any) -> Any:
    """Return an answer of the API as the client reads it."""
    return parsed(json.dumps({"created": 1, "data": data}).encode(), "POST /images/generations")


@pytest.mark.parametrize(
    "data",
    [[], [{"url": "https://example.com/a.png"}], [{"b64_json": "no base64!"}], [{"b64_json": 7}], None, "x"],
    ids=str,
)
def test_an_answer_without_images_is_told_as_paid_and_keeps_nothing(
    run: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: Any
) -> None:
    answer = answered(data)
    monkeypatch.setattr(run.api, "post", lambda *_given: answer)
    with pytest.raises(RefusedError, match="cannot be used\nIt may have been paid for") as refused:
        run.apply(NAME, drawn(tmp_path))
    assert refused.value.state is None
    assert not (tmp_path / "images").exists()


def test_fewer_images_than_asked_for_are_kept_and_told_of(
    run: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = base64.b64encode(opaque_png(8, 8)).decode()
    answer = answered([{"b64_json": content, "revised_prompt": "A bell"}])
    monkeypatch.setattr(run.api, "post", lambda *_given: answer)
    state = applied(run, drawn(tmp_path, n=3)).state
    (file,) = state["files"]
    assert (file["width"], file["height"], file["revised_prompt"]) == (8, 8, "A bell")
    assert (state["usage"], state["contact_sheet_path"], state["cost"]) == (None, None, None)
    assert any("The API made 1 of 3 images" in each for each in run.warnings)
