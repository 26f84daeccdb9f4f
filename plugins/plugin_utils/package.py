# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only door from the plugins to the Python package under ``src``.

Everything under ``plugins`` keeps to the standard library and Ansible. What it needs of the package is loaded
here, late, so that a missing requirement becomes a sentence and not a traceback.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import StackError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fjcorp_openai import (
        durable,
        end_of_life,
        evaluation,
        home,
        housekeeping,
        nearest,
        organization,
        spelling,
        threads,
        vector_search,
    )
    from fjcorp_openai.api import Api
    from fjcorp_openai.provider import file_contents

__all__ = [
    "CHECKED",
    "COLLECTION",
    "REQUIREMENTS",
    "SOURCE",
    "check_requirements",
    "check_settings",
    "durable",
    "end_of_life",
    "evaluation",
    "existing_objects",
    "fetched_programs",
    "file_contents",
    "home",
    "housekeeping",
    "install_provider",
    "mirror_folder",
    "nearest",
    "open_api",
    "organization",
    "pacing_window",
    "prepare_provider",
    "revoke_key",
    "spelling",
    "threads",
    "vector_search",
    "version",
]

COLLECTION = Path(__file__).resolve().parents[2]
"""Root folder of the collection: the clone, or the place it was installed to."""

SOURCE = COLLECTION / "src"
"""Folder that holds the package ``fjcorp_openai``."""

REQUIREMENTS = COLLECTION / "requirements.txt"
"""What ``src`` needs at run time."""

CHECKED = frozenset(
    {
        f"OPENAI_{name}"
        for name in (
            "BASE_URL",
            "API_URL",
            "INSECURE",
            "MAX_WAIT",
            "TIMEOUT",
            "MAX_RETRIES",
            "PRICES",
            "PRICES_DATE",
            "MAX_COST",
        )
    }
)
"""Variables of the environment that are settings and no keys."""


@cache
def check_requirements() -> None:
    """Make sure that the controller's Python can start the provider, and call the API itself.

    What is there is looked for once; what is missing may have been installed when it is asked for again.

    Raises:
        StackError: A required distribution is not installed, or too old.
    """
    requirements = _load("fjcorp_openai.requirements")
    if missing := requirements.lacking(REQUIREMENTS):
        raise StackError(
            f"the collection needs {', '.join(missing)}, which {sys.executable} does not have. "
            f"Install what it needs: {requirements.command(REQUIREMENTS)}"
        )


def fetched_programs(environ: Mapping[str, str]) -> Path:
    """Return the folder that ``make setup`` and ``fjcorp.openai.setup`` fetch Terraform to."""
    folder: Path = _load("fjcorp_openai.terraform_release").program_folder(environ)
    return folder


def mirror_folder(state_dir: Path) -> Path:
    """Return the folder of the provider's mirror.

    One for each place the collection is installed at, and each Python: they may share a state folder.
    """
    identity = hashlib.sha256(f"{COLLECTION}\n{sys.executable}".encode()).hexdigest()[:12]
    return state_dir / "provider" / identity


def install_provider(folder: Path) -> Path:
    """Write the filesystem mirror of the provider, with a launcher for this very Python.

    Args:
        folder: Folder of the mirror; made when missing.

    Returns:
        Path of the Terraform CLI configuration that names the mirror.

    Raises:
        StackError: The provider cannot run here.
    """
    check_requirements()
    mirror = _load("fjcorp_openai.provider.mirror")
    path: Path = mirror.install(folder, sys.executable, SOURCE)
    return path


def prepare_provider(folder: Path, environ: Mapping[str, str]) -> None:
    """Let what starts providers quickly be there by the time that Terraform asks for one.

    Args:
        folder: Folder of the mirror.
        environ: What Terraform will run in.
    """
    _load("fjcorp_openai.provider.mirror").prepare(folder, sys.executable, SOURCE, environ)


def version() -> str:
    """Return the collection's version, which is the provider's.

    Raises:
        StackError: The collection does not state it.
    """
    try:
        found: str = _load("fjcorp_openai.version").version()
    except (OSError, ValueError) as error:
        raise StackError(f"the collection in {COLLECTION} is damaged: {error}") from None
    return found


@contextmanager
def open_api(config: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[Api]:
    """Open a client of the API for a ``with`` block.

    Args:
        config: Keys, address and folders by the names that the provider's block has; null as not given.
        environ: The environment that fills in what is not given.

    Yields:
        A client.

    Raises:
        StackError: A requirement is missing, or the API, the client or a guard refused; the message names
            which call, person or project.
    """
    check_requirements()
    package, errors = _load("fjcorp_openai.api"), _load("fjcorp_openai.api.errors")
    refused = (errors.OpenAIError, organization.OrganizationError)
    try:
        api = package.Api(package.Settings.resolve(config, environ))
        try:
            yield api
        finally:
            api.close()
    except refused as error:
        raise StackError(str(error)) from None


def check_settings(config: Mapping[str, Any], environ: Mapping[str, str]) -> None:
    """Make sure that the client would take these settings, before anything is planned.

    Args:
        config: Settings by the names that the provider's block has; no keys.
        environ: The environment that fills in what is not given.

    Raises:
        StackError: It would not, for example because keys would travel unencrypted.
    """
    settings, errors = _load("fjcorp_openai.api.settings"), _load("fjcorp_openai.api.errors")
    given = {name: value for name, value in environ.items() if name in CHECKED}
    try:
        settings.Settings.resolve(config, given)
    except errors.ConfigurationError as error:
        raise StackError(str(error)) from None


def existing_objects(
    document: Mapping[str, Any], api: Api, journal: Path, values: Mapping[str, str]
) -> list[Any]:
    """Return the objects of which a plan would make another one.

    Args:
        document: The plan, as ``terraform show -json`` prints it.
        api: A client, from :func:`open_api`.
        journal: Folder of the create journal.
        values: Values of keys that stand where a key is to go, by address of the planned key.
    """
    found: list[Any] = _load("fjcorp_openai.provider.existing").existing(document, api, journal, values)
    return found


def revoke_key(document: Mapping[str, Any], api: Api, key: Any) -> None:
    """Make a key useless that :func:`existing_objects` found."""
    _load("fjcorp_openai.provider.existing").revoke(document, api, key)


def pacing_window(environ: Mapping[str, str]) -> float:
    """Return the seconds after which the API's limits refill."""
    seconds: float = _load("fjcorp_openai.api.pacing").window_seconds(environ)
    return seconds


def _load(name: str) -> Any:
    if str(SOURCE) not in sys.path:
        sys.path.append(str(SOURCE))
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise StackError(f"the collection's package cannot be loaded from {SOURCE}: {error}") from error


class _Late:
    """A module of the package that is loaded when something of it is first used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(_load(self._name), name)


if not TYPE_CHECKING:
    durable = _Late("fjcorp_openai.durable")
    end_of_life = _Late("fjcorp_openai.end_of_life")
    evaluation = _Late("fjcorp_openai.evaluation")
    file_contents = _Late("fjcorp_openai.provider.file_contents")
    home = _Late("fjcorp_openai.home")
    housekeeping = _Late("fjcorp_openai.housekeeping")
    nearest = _Late("fjcorp_openai.nearest")
    organization = _Late("fjcorp_openai.organization")
    spelling = _Late("fjcorp_openai.spelling")
    threads = _Late("fjcorp_openai.threads")
    vector_search = _Late("fjcorp_openai.vector_search")
