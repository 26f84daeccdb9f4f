"""Certificates by which clients may prove themselves (mutual TLS), and where they count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography import x509

from fjcorp_openai.emulator.families.projects import find_project
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page
from fjcorp_openai.emulator.state import organization

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Context, Request

family = Family("certificates")

MOST_CERTIFICATES = 50


def is_active(context: Context, certificate_id: str, place: str) -> bool:
    """Return whether a certificate counts in a project, or in the organization for an empty place."""
    return context.store.get("active_certificate", certificate_id, place) is not None


def show(
    context: Context, record: dict[str, Any], place: str | None = None, *, content: bool = False
) -> dict[str, Any]:
    """Return a certificate as the API shows it.

    Args:
        context: The emulator.
        record: The stored certificate.
        place: Where its activity is asked for: a project's id, empty for the organization, None for nowhere.
        content: Whether the PEM text is shown.
    """
    details = {"valid_at": record["_valid_at"], "expires_at": record["_expires_at"]}
    if content:
        details["content"] = record["_content"]
    shown = {
        "object": "certificate",
        "id": record["id"],
        "name": record["name"],
        "created_at": record["created_at"],
        "certificate_details": details,
    }
    if place is None:
        return shown
    kind = "organization.project.certificate" if place else "organization.certificate"
    return {**shown, "object": kind, "active": is_active(context, record["id"], place)}


def _read(text: str) -> x509.Certificate:
    try:
        certificates = x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        raise bad_request("The certificate is not valid PEM.", "certificate", "invalid_certificate") from None
    if len(certificates) != 1:
        raise bad_request("Exactly one certificate must be given.", "certificate", "invalid_certificate")
    return certificates[0]


def _find(context: Context, certificate_id: str) -> dict[str, Any]:
    record = context.store.get("certificate", certificate_id)
    if record is None:
        raise not_found("certificate", certificate_id, "certificate_id")
    return record


def _event(record: dict[str, Any]) -> dict[str, Any]:
    return {"id": record["id"], "name": record["name"] or ""}


@family.operation("listOrganizationCertificates")
def list_certificates(request: Request) -> dict[str, Any]:
    """GET /organization/certificates."""
    return page(request, "certificate", view=lambda record: show(request, record, ""))


def _keep(context: Context, text: str, name: str | None) -> dict[str, Any]:
    """Store a certificate, which is not active yet, and return its record."""
    certificate = _read(text)
    record: dict[str, Any] = {
        "id": context.new_id("cert"),
        "name": name,
        "created_at": context.now,
        "_content": text,
        "_valid_at": int(certificate.not_valid_before_utc.timestamp()),
        "_expires_at": int(certificate.not_valid_after_utc.timestamp()),
    }
    context.store.insert("certificate", record["id"], record)
    return record


@family.operation("uploadCertificate")
def upload_certificate(request: Request) -> dict[str, Any]:
    """POST /organization/certificates: not active yet."""
    if request.store.count("certificate") >= MOST_CERTIFICATES:
        raise bad_request(
            f"The organization has {MOST_CERTIFICATES} certificates already.", code="certificate_limit"
        )
    record = _keep(request, request.body["certificate"], request.body.get("name"))
    request.emit("certificate.created", **_event(record))
    return show(request, record)


@family.operation("getCertificate")
def retrieve_certificate(request: Request) -> dict[str, Any]:
    """GET /organization/certificates/{certificate_id}; the PEM text with ``include[]=content``."""
    record = _find(request, request.path["certificate_id"])
    return show(request, record, content="content" in (request.query.get("include") or []))


@family.operation("modifyCertificate")
def modify_certificate(request: Request) -> dict[str, Any]:
    """POST /organization/certificates/{certificate_id}: its name."""
    record = _find(request, request.path["certificate_id"])
    changes = {"name": request.body["name"]} if "name" in request.body else {}
    record = request.store.update("certificate", record["id"], changes)
    request.emit("certificate.updated", **_event(record))
    return show(request, record)


@family.operation("deleteCertificate")
def delete_certificate(request: Request) -> dict[str, Any]:
    """DELETE /organization/certificates/{certificate_id}, unless it is active somewhere."""
    record = _find(request, request.path["certificate_id"])
    if request.store.parents("active_certificate", record["id"]):
        raise bad_request("An active certificate cannot be deleted.", "certificate_id", "certificate_active")
    request.store.delete("certificate", record["id"])
    request.emit("certificate.deleted", certificate=record["_content"], **_event(record))
    return {"object": "certificate.deleted", "id": record["id"]}


@family.operation("listProjectCertificates")
def list_project_certificates(request: Request) -> dict[str, Any]:
    """GET /organization/projects/{project_id}/certificates: the organization's, and whether they count."""
    project = find_project(request, request.path["project_id"], active=True)
    return page(request, "certificate", view=lambda record: show(request, record, project["id"]))


def _toggle(request: Request, *, active: bool) -> dict[str, Any]:
    """Turn several certificates on or off at one place: all of them, or none."""
    id_ = request.path.get("project_id", "")
    place = find_project(request, id_, active=True)["id"] if id_ else ""
    records = [_find(request, each) for each in dict.fromkeys(request.body["certificate_ids"])]
    for record in records:
        if active and record["_expires_at"] <= request.now:
            raise bad_request(
                f"Certificate {record['id']} has expired.", "certificate_ids", "certificate_expired"
            )
        request.store.delete("active_certificate", record["id"], place)
        if active:
            request.store.insert("active_certificate", record["id"], {"id": record["id"]}, parent=place)
    request.emit(
        f"certificates.{'activated' if active else 'deactivated'}",
        place,
        certificates=[_event(record) for record in records],
    )
    level = "organization.project" if place else "organization"
    return {
        "object": f"{level}.certificate.{'activation' if active else 'deactivation'}",
        "data": [show(request, record, place) for record in records],
    }


for _level in ("Organization", "Project"):
    family.operation(f"activate{_level}Certificates")(lambda request: _toggle(request, active=True))
    family.operation(f"deactivate{_level}Certificates")(lambda request: _toggle(request, active=False))


@family.seeder("certificates", after=("projects",))
def seed_certificates(context: Context, rows: list[dict[str, Any]]) -> None:
    """Upload certificates: ``[{certificate: PEM text, name?, active?: true, active_in?: [project]}]``."""
    for each in rows:
        record = _keep(context, each["certificate"], each.get("name"))
        places = [organization.project_named(context, project)["id"] for project in each.get("active_in", ())]
        for place in [*([""] if each.get("active") else []), *places]:
            context.store.insert("active_certificate", record["id"], {"id": record["id"]}, parent=place)
