"""The families of the API: every module of this folder with a global ``family`` is served.

Names in the store are singular nouns, so that one family can look up another's objects. Parents in brackets:
project, user, project_user (project id), invite, project_api_key (project id), service_account (project id),
admin_api_key, group, group_user (group id), role (project id or ""), rate_limit (project id), audit_log,
usage (kind), file (project id), upload (project id), vector_store (project id), batch (project id),
fine_tuning_job (project id), model (project id; fine-tuned ones), chat_completion (project id), response (project id),
conversation (project id), settings of one kind (project id or "").
"""

from __future__ import annotations

import importlib
import pkgutil

from fjcorp_openai.emulator.family import Family


def discover() -> list[Family]:
    """Import every family of this folder, in the order of their names.

    Raises:
        TypeError: A module has no global ``family``.
    """
    families = []
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        family = getattr(importlib.import_module(f"{__name__}.{module.name}"), "family", None)
        if not isinstance(family, Family):
            raise TypeError(f"emulator family {module.name!r} has no global 'family'")
        families.append(family)
    return families
