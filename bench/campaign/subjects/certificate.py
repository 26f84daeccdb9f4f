"""Certificates, and where they are active."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from campaign.office import at
from campaign.subject import Noun, Subject, office, operations

if TYPE_CHECKING:
    from campaign.subject import Emulator


def _made() -> str:
    """Return a certificate of ten years whose key nobody has."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "laptops")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now,
        not_valid_after=now + datetime.timedelta(days=3650),
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


PEM = _made()


def _with_two(api: Emulator) -> dict[str, str]:
    made = office(api)
    api.control("POST", "/seed", {"certificates": [{"name": n, "certificate": PEM} for n in ("one", "two")]})
    return made | {row["name"]: row["id"] for row in api.control("GET", "/dump")["certificate"]}


def _active(level: str) -> Noun:
    middle = "Organization" if level == "organization" else "Project"
    on, off = f"activate{middle}Certificates", f"deactivate{middle}Certificates"
    life = Subject(
        f"{level}_certificates",
        {**at(level), "certificate_ids": ["<one>"]},
        {**at(level), "certificate_ids": ["<two>"]},
        operations(on, on, off),
        "active_certificate",
        prepare=_with_two,
    )
    return Noun(
        f"{level}_certificates",
        (life,),
        lambda office: office.at(level, certificate_ids=[office.certificate]),
    )


NOUNS = (
    Noun(
        "certificate",
        (
            Subject(
                "certificate",
                {"name": "laptops", "certificate": PEM},
                {"name": "desktops", "certificate": PEM},
                operations("uploadCertificate", "modifyCertificate", "deleteCertificate"),
                "certificate",
            ),
        ),
        lambda _unused: {"name": "laptops", "certificate": PEM},
    ),
    _active("organization"),
    _active("project"),
)
