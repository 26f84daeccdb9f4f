"""Every served operation answers a right call as the document says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.emulator.spec.specification import Specification
from support.valid_calls import Organization, order

if TYPE_CHECKING:
    from support.emulator import Emulator

# The last model that made them has ended, and nobody listens at the address of the webhook.
GONE = {"createCompletion": 404, "createImageVariation": 404, "test-webhook-endpoint": 400}


def test_every_served_operation_answers_a_right_call(legacy_emulator: Emulator) -> None:
    specification = Specification()
    organization = Organization(legacy_emulator, specification)
    document = legacy_emulator.control("GET", "/openapi.json")
    served = [shape["operationId"] for item in document["paths"].values() for shape in item.values()]
    wrong = {}
    for endpoint in sorted((specification.endpoints[each] for each in served), key=order):
        answer = legacy_emulator.call(**organization.call(endpoint))
        if answer.status_code != GONE.get(endpoint.id, 200):
            wrong[endpoint.id] = answer.text
    assert wrong == {}
    assert len(served) > 200
