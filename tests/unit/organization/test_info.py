"""What is taken for a setting that is not set: the API's own word alone."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api import Api, Settings
from fjcorp_openai.api.errors import UnattributedNotFound
from fjcorp_openai.organization import OrganizationInfo

if TYPE_CHECKING:
    from support.emulator import Emulator

WRONG = [
    {"foreign": "html"},
    {"foreign": "json"},
    {"foreign": "empty"},
    {"status": 404, "message": "No such thing: thing_X9"},
    {"status": 404, "message": "Invalid URL (GET /v1/v1/models)"},
]


@pytest.mark.parametrize("rule", WRONG)
def test_no_wrong_answer_is_a_setting_that_is_not_set(
    shared_emulator: Emulator, rule: dict[str, Any]
) -> None:
    shared_emulator.seed({"projects": [{"name": "Office"}]})
    with closing(Api(Settings.resolve({}, shared_emulator.environment()), first_pause=0.01)) as api:
        info = OrganizationInfo(api)
        assert info.projects(["spend_limit"])[0]["spend_limit"] == {}
        shared_emulator.fault("Getprojectspendlimit", times=0, **rule)
        with pytest.raises(UnattributedNotFound):
            info.projects(["spend_limit"])
