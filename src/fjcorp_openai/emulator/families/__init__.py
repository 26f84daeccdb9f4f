"""The families of the API: every module of this folder with a global ``family`` is served.

Names in the store are singular nouns, so that one family can look up another's objects. Parents in
brackets: project, user, project_user (project id), invite, project_api_key (project id), service_account
(project id), admin_api_key, group, group_user (group id), role (project id or ""), rate_limit (project id),
audit_log, usage (kind), file (project id), upload (project id), vector_store (project id), batch (project
id), fine_tuning_job (project id), container (project id), skill (project id), webhook_endpoint (project
id), model (project id; fine-tuned ones), chat_completion (project id), response (project id), conversation
(project id), settings of one kind (project id or "").
"""

from __future__ import annotations

import importlib
import pkgutil

from fjcorp_openai.emulator.family import Family


def discover() -> tuple[list[Family], list[str]]:
    """Import every family of this folder, in the order of their names.

    One that cannot be imported does not take the others down.

    Returns:
        The families, and what is wrong with the modules that are none.
    """
    found: list[Family] = []
    broken: list[str] = []
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        try:
            family = getattr(importlib.import_module(f"{__name__}.{module.name}"), "family", None)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
            broken.append(f"emulator family {module.name!r}: {error!r}")
            continue
        if isinstance(family, Family):
            found.append(family)
        else:
            broken.append(f"emulator family {module.name!r} has no global 'family'")
    return found, broken
