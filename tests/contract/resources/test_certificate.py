"""Certificates, and where they are active."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from support.certificates import pem

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack
    from support.emulator import Emulator

CERTIFICATES = "/organization/certificates"
DAY = 86_400


def resource(text: str, name: str = "laptops") -> str:
    lines = f'name = "{name}"\n  certificate = {json.dumps(text)}'
    return f'resource "openai_certificate" "this" {{\n  {lines}\n}}\n'


def uploaded(emulator: Emulator, number: int) -> list[str]:
    emulator.seed({"certificates": [{"name": f"c{each}", "certificate": pem()} for each in range(number)]})
    return [row["id"] for row in emulator.dump()["certificate"]]


def active(emulator: Emulator, path: str) -> set[str]:
    listed = emulator.call("GET", f"{path}?limit=100", admin=True).json()["data"]
    return {each["id"] for each in listed if each["active"]}


def calls(emulator: Emulator, ending: str) -> int:
    return sum(each["path"].endswith(ending) for each in emulator.calls())


def test_ten_are_turned_on_and_off_in_a_call(stack: Callable[..., Stack], shared_emulator: Emulator) -> None:
    ids = uploaded(shared_emulator, 23)
    project = shared_emulator.call(
        "POST", "/organization/projects", admin=True, json={"name": "Research"}
    ).json()["id"]
    made = stack()

    def write(wanted: list[str]) -> None:
        listed = ", ".join(f'"{each}"' for each in wanted)
        made.configure(
            'resource "openai_project_certificates" "this" {\n'
            f'  project_id = "{project}"\n  certificate_ids = [{listed}]\n}}\n'
        )

    path = f"/organization/projects/{project}/certificates"
    shared_emulator.clear_calls()
    write(ids)
    made.apply()
    assert (calls(shared_emulator, "/activate"), active(shared_emulator, path)) == (3, set(ids))
    assert made.plan().code == 0
    write(ids[::-1])
    assert made.plan().code == 0, "the order does not count"

    write(ids[:11])
    shared_emulator.clear_calls()
    made.apply()
    assert (calls(shared_emulator, "/activate"), calls(shared_emulator, "/deactivate")) == (0, 2)
    assert active(shared_emulator, path) == set(ids[:11])

    # Somebody deactivated one, and activated another one: the plan names it.
    for switch, id_ in (("deactivate", ids[0]), ("activate", ids[20])):
        body = {"certificate_ids": [id_]}
        assert shared_emulator.call("POST", f"{path}/{switch}", admin=True, json=body).status_code == 200
    assert made.changes() == {"openai_project_certificates.this": ["update"]}
    made.apply()
    assert active(shared_emulator, path) == set(ids[:11])

    # One is gone by now: the others of its ten are deactivated all the same.
    body = {"certificate_ids": [ids[0]]}
    shared_emulator.call("POST", f"{path}/deactivate", admin=True, json=body)
    shared_emulator.call("DELETE", f"{CERTIFICATES}/{ids[0]}", admin=True)
    made.destroy(refresh=False)
    assert active(shared_emulator, path) == set()


def test_others_are_named_before_they_are_deactivated(
    stack: Callable[..., Stack], shared_emulator: Emulator
) -> None:
    shared_emulator.seed({"certificates": [{"name": "old", "certificate": pem(), "active": True}]})
    made = stack('resource "openai_organization_certificates" "this" {\n  certificate_ids = []\n}\n')
    assert "1 entries of organization are not named and will be removed" in (told := made.plan().text)
    assert "old" in told
    made.apply()
    assert active(shared_emulator, CERTIFICATES) == set()
    made.configure(
        'resource "openai_organization_certificates" "this" {\n  certificate_ids = ["cert_no"]\n}\n'
    )
    assert "There is no certificate cert_no" in made.plan(check=False).text


def test_no_private_key_leaves_and_nothing_of_a_text_is_shown(
    stack: Callable[..., Stack], shared_emulator: Emulator
) -> None:
    key = "-----BEGIN {0}-----\nc2VjcmV0\n-----END {0}-----".format("PRIVATE KEY")
    broken = "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----"
    made = stack()
    shared_emulator.clear_calls()
    for text, words in (
        (f"{key}\n{pem()}", "not shown) is not one certificate as PEM text, without a private key"),
        (f"{pem()}\n{pem()}", "not shown) is not one certificate"),
        ("c2VjcmV0", "not shown) is not one certificate"),
        (broken, "holds no X.509 certificate"),
    ):
        made.configure(resource(text))
        told = made.plan(check=False).text
        assert words in " ".join(told.replace("│", " ").split())
        assert "c2VjcmV0" not in told
    assert not [each for each in shared_emulator.calls() if each["method"] == "POST"]

    text = pem()
    made.configure(resource(text))
    line = text.splitlines()[2]
    assert line not in made.plan().text
    assert line not in made.apply().text


def test_the_end_of_a_certificate_is_told(stack: Callable[..., Stack], shared_emulator: Emulator) -> None:
    made = stack(resource(pem(20)))
    assert 'The certificate "laptops" ends on ' in made.plan().text
    made.apply()
    ends: Any = made.values("openai_certificate.this")["expires_at"]
    assert abs(ends - time.time() - 20 * DAY) < 600
    assert 'The certificate "laptops" ends on ' in made.plan().text
    shared_emulator.clock.advance(21 * DAY)
    made.configure(resource(pem(400)))
    assert "The certificate" not in made.plan().text
    made.configure(resource(pem(10, time.time() - 20 * DAY)))
    assert 'The certificate "laptops" ended on ' in made.plan().text


def test_an_imported_certificate_is_the_one_that_is_described(
    stack: Callable[..., Stack], shared_emulator: Emulator
) -> None:
    text = pem()
    shared_emulator.seed({"certificates": [{"name": "laptops", "certificate": text}]})
    (row,) = shared_emulator.dump()["certificate"]
    made = stack(resource(text.replace("\n", "\n  ")))
    made.import_("openai_certificate.this", row["id"])
    assert made.plan().code == 0, "white space does not count"
    made.configure(resource(text, "desktops"))
    assert made.changes() == {"openai_certificate.this": ["update"]}
    made.configure(resource(pem()))
    assert made.changes() == {"openai_certificate.this": ["delete", "create"]}


def test_what_is_active_is_not_deleted(stack: Callable[..., Stack], shared_emulator: Emulator) -> None:
    made = stack(resource(pem()))
    made.apply()
    id_ = made.values("openai_certificate.this")["id"]
    body = {"certificate_ids": [id_]}
    shared_emulator.call("POST", f"{CERTIFICATES}/activate", admin=True, json=body)
    told = made.destroy(check=False)
    assert 'Cannot delete certificate "laptops"' in told.text
    assert "create_before_destroy" in told.text
    shared_emulator.call("POST", f"{CERTIFICATES}/deactivate", admin=True, json=body)
    made.destroy()
    assert shared_emulator.dump().get("certificate", []) == []
