"""Certificates and where they count, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import missing, refusal, wants_admin_key
from support.certificates import pem

if TYPE_CHECKING:
    from support.emulator import Emulator


@pytest.fixture
def certificates(client: Any) -> Any:
    return client.admin.organization.certificates


@pytest.fixture
def projects(client: Any) -> Any:
    return client.admin.organization.projects


def test_a_certificate_is_uploaded_read_renamed_and_deleted(certificates: Any) -> None:
    text = pem(30)
    made = certificates.create(certificate=text, name="laptop")
    assert (made.object, made.name, made.certificate_details.content) == ("certificate", "laptop", None)
    assert made.certificate_details.expires_at - made.certificate_details.valid_at == 30 * 24 * 3600
    assert certificates.retrieve(made.id).to_dict() == made.to_dict()
    assert certificates.retrieve(made.id, include=["content"]).certificate_details.content == text
    assert certificates.update(made.id, name="desktop").name == "desktop"
    assert certificates.delete(made.id).to_dict() == {"object": "certificate.deleted", "id": made.id}
    missing(certificates.retrieve, made.id)
    missing(certificates.update, made.id, name="x")
    missing(certificates.delete, made.id)


def test_five_certificates_are_listed_two_by_two(
    certificates: Any, projects: Any, shared_emulator: Emulator
) -> None:
    made = [certificates.create(certificate=pem()).id for _index in range(5)]
    shared_emulator.clear_calls()
    assert [each.id for each in certificates.list(limit=2)] == made[::-1]
    assert len(shared_emulator.calls()) == 3
    assert [each.id for each in certificates.list(limit=2, order="asc")] == made
    project = projects.create(name="Research").id
    assert [each.id for each in projects.certificates.list(project, limit=2)] == made[::-1]


def test_a_certificate_counts_where_it_is_active(certificates: Any, projects: Any) -> None:
    one, two = (certificates.create(certificate=pem()).id for _index in range(2))
    project, other = projects.create(name="Research").id, projects.create(name="Other").id

    def active(listed: Any) -> list[str]:
        return [each.id for each in listed if each.active]

    (turned,) = certificates.activate(certificate_ids=[one])
    assert (turned.object, turned.active) == ("organization.certificate", True)
    (turned,) = projects.certificates.activate(project, certificate_ids=[two])
    assert (turned.object, turned.active) == ("organization.project.certificate", True)
    assert active(certificates.list()) == [one]
    assert active(projects.certificates.list(project)) == [two]
    assert active(projects.certificates.list(other)) == []
    assert refusal(certificates.delete, two).code == "certificate_active"
    (turned,) = projects.certificates.deactivate(project, certificate_ids=[two])
    assert not turned.active
    assert certificates.delete(two).id == two
    assert not next(iter(certificates.deactivate(certificate_ids=[one]))).active
    assert active(certificates.list()) == []


def test_several_are_switched_all_or_none(
    certificates: Any, projects: Any, shared_emulator: Emulator
) -> None:
    good = certificates.create(certificate=pem()).id
    short = certificates.create(certificate=pem(1, shared_emulator.clock.now())).id
    missing(certificates.activate, certificate_ids=[good, "cert_none"])
    shared_emulator.clock.advance(2 * 24 * 3600)
    assert refusal(certificates.activate, certificate_ids=[good, short]).code == "certificate_expired"
    assert not [each for each in certificates.list() if each.active]
    assert refusal(certificates.activate, certificate_ids=[]).param == "certificate_ids"
    assert refusal(certificates.activate, certificate_ids=[good] * 11).param == "certificate_ids"
    project = projects.create(name="Old").id
    projects.archive(project)
    assert refusal(projects.certificates.list, project).code == "project_archived"
    assert refusal(projects.certificates.activate, project, certificate_ids=[good]).code == "project_archived"


def test_what_is_no_certificate_is_refused(certificates: Any, shared_emulator: Emulator) -> None:
    assert refusal(certificates.create, certificate="nonsense").code == "invalid_certificate"
    assert refusal(certificates.create, certificate=pem() + pem()).code == "invalid_certificate"
    wants_admin_key(shared_emulator, "POST", "/organization/certificates", {"certificate": "x"})


def test_there_are_fifty_at_most(certificates: Any) -> None:
    text = pem()
    for _index in range(50):
        certificates.create(certificate=text)
    assert refusal(certificates.create, certificate=text).code == "certificate_limit"
