"""The life cycle of memberships: who, or what, is in a list of the API.

A membership is added by POST to the list, found in the list's pages (one call for all members) and ended by
DELETE of the list's item. Examples are a group's user, a project's group and a role of a user.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.errors import ALREADY_THERE, GONE, ApiStatusError
from fjcorp_openai.api.interrupted import list_delay
from fjcorp_openai.provider.lifecycles.managed import CollectionItem, Values, found_alone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context

Item = dict[str, Any]
_FIRST_PAUSE = 0.5


def add(
    api: Api, path: str, body: Mapping[str, Any], member: Callable[[list[Item]], Item | None]
) -> tuple[Item, bool]:
    """Add a member to a list.

    Operation: POST of the list, and GET of it when the API refuses: again for as long as lists may lag, when
    it says that the member is there already.

    Args:
        api: The client.
        path: Path of the list.
        body: What is sent.
        member: Finds the member in the list.

    Returns:
        The API's answer and True, or the member that was in the list already and False.

    Raises:
        OpenAIError: The API refused, and there is no such member.
    """
    try:
        return api.post(path, body, retry_unsafe=True), True
    except ALREADY_THERE as error:
        patience = list_delay() if "already" in str(error) else 0.0
        pause = _FIRST_PAUSE
        while (found := _listed(api, path, member)) is None and patience > 0:
            pause = min(pause, patience)
            api.pause(pause)
            patience, pause = patience - pause, 2 * pause
        if found is None:
            raise
        return found, False


def _listed(api: Api, path: str, member: Callable[[list[Item]], Item | None]) -> Item | None:
    api.invalidate(path)
    try:
        return member(api.list(path))
    except GONE:
        return None


class Membership(CollectionItem):
    """A member of a list of the API.

    Attributes:
        listed_key: Field of the list's items that holds the member's id.
    """

    listed_key: ClassVar[str] = "id"

    @abstractmethod
    def member(self, listed: list[Item], values: Mapping[str, Any]) -> Item | None:
        """Return the member that the values name, as the list has it."""

    @abstractmethod
    def to_state(self, found: Mapping[str, Any], known: Mapping[str, Any], api: Api) -> Values:
        """Return the state of a member.

        Args:
            found: The member, as the API shows it.
            known: What is known already: the plan at creation, else the last state.
            api: The client.
        """

    # What a membership may override.

    def absent(self, state: Values) -> Values | None:
        """Return the state of a member that the list lacks; None when the membership has ended."""
        return None

    def stays(self, error: ApiStatusError, state: Mapping[str, Any]) -> tuple[str, str] | None:
        """Return summary and detail of a warning when a refusal means that the membership cannot be ended."""
        return None

    # The life cycle.

    def add(self, api: Api, values: Mapping[str, Any], body: Mapping[str, Any]) -> tuple[Item, bool]:
        """Add the member, or find it among those in the list, as the function `add` does."""
        return add(api, self.collection_path(values), body, lambda listed: self.member(listed, values))

    def read(self, state: Values, context: Context) -> Values | None:
        """Find the member in the list; one that it lacks is asked for alone."""
        api: Api = context.api
        path = self.collection_path(state)
        try:
            found = self.member(api.list(path), state)
            if found is None:
                alone = found_alone(api, path, state[self.key], self.listed_key)
                found = None if alone is None else self.member([alone], state)
        except GONE:
            return None
        return self.absent(state) if found is None else self.to_state(found, state, api)

    def delete(self, state: Values, context: Context) -> None:
        """End the membership; one that cannot be ended leaves the state with a warning."""
        try:
            context.api.delete(self.item_path(state))
        except GONE:
            return
        except ApiStatusError as error:
            warning = self.stays(error, state)
            if warning is None:
                raise
            context.warn(*warning)

    def import_state(self, identifier: str, context: Context) -> Values:
        """Return what `read` needs to find a member by its import id.

        Raises:
            ProviderError: The id has another form.
        """
        known = {"id": identifier, **self.defaults_on_import, **self.parse_import_id(identifier)}
        return self.complete(known)
