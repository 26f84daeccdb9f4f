"""Certificates and where they are active, in one life with the real terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.certificates import pem

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

PLACES = """
resource "openai_project" "this" {
  name = "Research"
}

resource "openai_organization_certificates" "this" {
  certificate_ids = [%s]
}

resource "openai_project_certificates" "this" {
  project_id      = openai_project.this.id
  certificate_ids = [%s]
}
"""


def written(text: str | None) -> str:
    """Return a configuration with a certificate that is active at both levels, or without any."""
    if text is None:
        return PLACES % ("", "")
    certificate = (
        f'resource "openai_certificate" "this" {{\n  name = "laptops"\n  certificate = <<EOT\n{text}\nEOT\n'
        "  lifecycle {\n    create_before_destroy = true\n  }\n}\n"
    )
    return certificate + PLACES % (("openai_certificate.this.id",) * 2)


def test_a_certificate_is_active_replaced_taken_out_and_imported(stack: Callable[..., Stack]) -> None:
    first, second = pem(), pem()
    made = stack(written(first))

    def active() -> list[str]:
        return [
            each["id"]
            for path in ("", f"projects/{made.values('openai_project.this')['id']}/")
            for each in made.emulator.call("GET", f"/organization/{path}certificates", admin=True).json()[
                "data"
            ]
            if each["active"]
        ]

    made.apply()
    old = made.values("openai_certificate.this")["id"]
    assert active() == [old, old]
    assert made.plan().code == 0

    # A new text: the new certificate is active at both places before the old one goes.
    made.configure(written(second))
    assert made.changes()["openai_certificate.this"] == ["create", "delete"]
    made.emulator.clear_calls()
    result = made.apply()
    new = made.values("openai_certificate.this")["id"]
    assert active() == [new, new] != [old, old]
    assert second.splitlines()[2] not in result.text
    writes = [each["path"] for each in made.emulator.calls() if each["method"] != "GET"]
    assert writes[-1].endswith(f"certificates/{old}"), writes
    assert made.plan().code == 0

    # Somebody turns it off and renames it.
    body = {"certificate_ids": [new]}
    path = "/organization/certificates"
    assert made.emulator.call("POST", f"{path}/deactivate", admin=True, json=body).status_code == 200
    made.emulator.call("POST", f"{path}/{new}", admin=True, json={"name": "other"})
    assert made.changes() == {
        "openai_certificate.this": ["update"],
        "openai_organization_certificates.this": ["create"],
    }
    made.apply()
    assert active() == [new, new]

    # It is taken out everywhere at once: first it is turned off, then it goes.
    made.configure(written(None))
    made.apply()
    assert active() == []
    assert made.emulator.dump().get("certificate", []) == []

    made.configure(written(second))
    made.apply()
    addresses = {
        "openai_certificate.this": made.values("openai_certificate.this")["id"],
        "openai_organization_certificates.this": "organization",
        "openai_project_certificates.this": made.values("openai_project.this")["id"],
    }
    made.run("state", "rm", *addresses)
    blocks = [f'import {{\n  to = {address}\n  id = "{id_}"\n}}\n' for address, id_ in addresses.items()]
    made.configure(written(second) + "".join(blocks))
    assert "3 to import, 0 to add, 0 to change, 0 to destroy" in made.plan().text
