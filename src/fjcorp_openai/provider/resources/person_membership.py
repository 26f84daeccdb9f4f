"""What the memberships of people share: a person is named by id or address, and is in a list of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.lifecycles.membership import Item, Membership
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.resources.people import MAIL_ADDRESS, keep_spelling, person_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.resource import Context, Plan


def person() -> dict[str, Attribute]:
    """Return the schema of the attributes that name the person."""
    return {
        "user_id": Attribute(
            STRING,
            "Id of the person (`user-...`). Give this or `email`.",
            optional=True,
            computed=True,
            stable=True,
        ),
        "email": Attribute(
            STRING,
            "Address of the person, in any letter case. Give this or `user_id`.",
            optional=True,
            computed=True,
            stable=True,
            validators=[MAIL_ADDRESS],
        ),
    }


class PersonMembership(Membership):
    """A person's membership; another person plans another membership."""

    key = "user_id"

    def plan(self, plan: Plan, context: Context) -> None:
        """Keep the address as the state spells it, and plan another membership for another person."""
        super().plan(plan, context)
        if plan.is_destroy:
            return
        keep_spelling(plan)
        for name in ("user_id", "email"):
            if plan.config.get(name) is not None and plan.changed(name):
                plan.replace(name)

    def member(self, listed: list[Item], values: Mapping[str, Any]) -> Item | None:
        """Return the person that the values name, as the list has them."""
        return person_in(listed, values["user_id"] or values["email"])

    def parse_import_id(self, text: str) -> dict[str, str]:
        """Split an import id; the person may be named by address."""
        known = super().parse_import_id(text)
        if "@" in known["user_id"]:
            known["email"] = known.pop("user_id")
        return known

    def import_forms(self) -> list[str]:
        """Return the forms that an import id may have: with the person's id or address."""
        return [
            form.replace("user_id", name) for form in super().import_forms() for name in ("user_id", "email")
        ]
