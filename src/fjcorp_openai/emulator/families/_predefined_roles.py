"""The service's own roles: what the dashboard says of them, and their permissions by its table of presets."""

from __future__ import annotations

_ORDER = (
    ("organization", "owner"),
    ("organization", "reader"),
    ("project", "owner"),
    ("project", "member"),
    ("project", "viewer"),
)
_DESCRIPTIONS = {
    ("organization", "owner"): "Can modify billing information and manage organization members",
    ("organization", "reader"): "Can make standard API requests and read basic organizational data",
    ("project", "owner"): "Can manage project members, service accounts, API keys and settings",
    ("project", "member"): "Can make API requests and manage the resources of the project",
    ("project", "viewer"): "Can view the resources of the project",
}
_AREAS = """
api.model                 r  r  r  r  r
api.model.request         q  q  q  q  -
api.groups                rw r  rw rw r
api.roles                 rw r  rw rw r
api.management            rw -  -  -  -
api.usage                 r  -  -  -  -
api.external_keys         rw -  -  -  -
api.ip_allowlist          rw -  -  -  -
api.mtls                  rw -  -  -  -
api.oidc                  rw -  -  -  -
api.assistants            rw rw rw rw r
api.threads               rw rw rw rw r
api.evals                 rw rw rw rw r
api.fine_tuning.jobs      rw rw rw rw r
api.files                 rw rw rw rw r
api.vector_stores         rw rw rw rw -
api.responses             rw rw rw rw -
api.prompts               rw rw rw rw r
api.webhooks              rw r  rw rw r
api.datasets              rw rw rw rw r
api.project.api_keys      rw rw rw rw r
api.project.management    rw -  rw -  -
api.batch                 rw rw rw rw r
api.service_accounts      rw -  rw -  -
api.videos                rw rw rw rw -
api.voices                rw rw rw rw r
"""
"""What each role may do in each area: read, write, or (model requests) the area itself."""


def _permissions(column: int) -> list[str]:
    found = []
    for line in _AREAS.strip().splitlines():
        area, *cells = line.split()
        endings = {"r": ".read", "w": ".write", "q": ""}
        found += [area + endings[letter] for letter in cells[column] if letter != "-"]
    return found


PREDEFINED: dict[str, dict[str, tuple[str, list[str]]]] = {"organization": {}, "project": {}}
"""Roles by level and the word in their id: description and permissions."""

for _column, (_level, _word) in enumerate(_ORDER):
    PREDEFINED[_level][_word] = (_DESCRIPTIONS[_level, _word], _permissions(_column))
