# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the caller's environment Terraform sees, be it the shell's or the keyword ``environment``'s.

Variables by which a person works with Terraform must not decide what a run does, nor what it prints:
arguments of commands, values of variables, another provider, another folder, a log that holds requests. All
whose name begins with ``TF_`` are therefore taken away, but for credentials and settings of a backend.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOREIGN = "TF_"
KEPT = ("TF_APPEND_USER_AGENT", "TF_ENCRYPTION", "TF_HTTP_", "TF_REGISTRY_", "TF_TOKEN_")
"""Credentials of hosts, settings of the backend ``http``, encryption of states, how registries are asked."""

SHELL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def foreign(environ: Mapping[str, str]) -> list[str]:
    """Return the names of the variables that Terraform must not see."""
    return sorted(name for name in environ if name.startswith(FOREIGN) and not name.startswith(KEPT))


def cleaned(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without them."""
    hidden = set(foreign(environ))
    return {name: value for name, value in environ.items() if name not in hidden}


def unset(environ: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """Return the command of a shell that takes them away, but for those that we set; or nothing.

    A name that no shell can write, as in ``TF_CLI_ARGS_force-unlock``, belongs to no command that is run so.
    """
    names = [name for name in foreign(environ) if name not in ours and SHELL_NAME.fullmatch(name)]
    return f"unset {' '.join(names)}\n" if names else ""
