"""The error of this package."""

from __future__ import annotations


class OrganizationError(Exception):
    """A problem a person can act on: nobody has a name, several have it, or a guard refuses.

    The message stands alone: it names the person or the project, and needs no traceback. Nothing was written.
    """
