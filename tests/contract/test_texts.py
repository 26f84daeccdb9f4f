"""The server's value wins: whatever text is configured, the second plan is empty or the first one refuses."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fjcorp_openai.provider.protocol.types import STRING, list_of, set_of
from fjcorp_openai.provider.registry import build_provider
from support.every_resource import NO_OBJECT, OBJECTS, office
from support.wire import InProcess, RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

PLACES = {
    *("project_id", "group_id", "user_id", "service_account_id", "api_key_id", "external_key_id"),
    "workload_identity_provider_id",
}
"""Ids of other objects: texts of the API's own."""
NAMED = {
    "role",
    "model",
    "model_ids",
    "training_file",
    "validation_file",
    "fine_tuned_model_checkpoint",
    "members",
    "permissions",
    "scopes",
    "residency",
    "purpose",
    "file_path",
    "results_file",
}
"""What names something that is there, one of a few words, or a place on this machine."""
INPUTS = [
    (name, attribute)
    for name, resource in build_provider().resources.items()
    if name not in NO_OBJECT
    if name
    not in {
        "openai_chat_completion",
        "openai_model_response",
    }  # prompts and results are no names: they are kept as they come
    for attribute, each in resource.schema.attributes.items()
    if (each.required or each.optional or not each.computed)
    and each.type in (STRING, list_of(STRING), set_of(STRING))
    and attribute not in PLACES | NAMED
]
ODD = st.sampled_from(
    [" x ", "a\nb", 'say "hi"', "it's", "a\tb", "A\u2028B", "a\r\nb ", "\u00a0x", "x%22", "naïve ", " "]
)
TEXTS = ODD | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
)
ADDRESSES = st.sampled_from(["Ada@Example.com", "eve@example.com ", "EVE@EXAMPLE.COM", "eve\n@example.com"])


def test_texts_of_every_kind_of_resource_are_tried() -> None:
    assert len(INPUTS) > 20
    assert ("openai_file", "filename") in INPUTS


@pytest.mark.parametrize(("name", "attribute"), INPUTS)
def test_one_apply_converges_or_the_first_plan_refuses(
    shared_emulator: Emulator, tmp_path: Path, name: str, attribute: str
) -> None:
    shared_emulator.normalize()
    place = office(shared_emulator, tmp_path)
    is_list = build_provider().resources[name].schema.attributes[attribute].type != STRING
    drawn = ADDRESSES if attribute in {"email", "recipients"} else TEXTS

    def refused(run: InProcess, config: dict[str, Any]) -> bool:
        try:
            run.plan(name, config)
        except RefusedError as refusal:
            if "fault in the provider" in str(refusal):
                raise
            return True
        return False

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(drawn)
    def converges(text: str) -> None:
        config: dict[str, Any] = {**OBJECTS[name](place), attribute: [text] if is_list else text}
        with closing(InProcess(shared_emulator.environment())) as run:
            if refused(run, config):
                return
            made = run.apply(name, config)
        assert made is not None
        assert made.state[attribute] == config[attribute]
        with closing(InProcess(shared_emulator.environment())) as run:
            found = run.read(name, made)
            assert found is not None
            planned, _private = run.plan(name, config, found)
            assert planned == found.state
            assert run.replaced == []
            run.apply(name, None, found)

    converges()
