"""Keys that the API makes and shows once: born into a sink, rotated by age with an overlap.

A key whose answer was lost, or whose run was killed before the state was saved, is useless to anybody: the
next run makes it useless and makes another one. Its value is in no state, plan, log or message.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.secret import Secret
from fjcorp_openai.organization.guards import is_own_key
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Managed, Values
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, PartialState, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import between, not_blank, whole
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.sinks import (
    Ledger,
    Owned,
    Sink,
    SinkError,
    delivered_to,
    secret_sink,
    sink,
)
from fjcorp_openai.provider.sinks.whereabouts import left, lost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

DAY = 86_400
LONGEST_LIFE = 31_536_000
"""Seconds; the API ends no key later than a year after its creation, if it ends at all."""


def listed_attributes(elsewhere: str, *, ends: bool) -> dict[str, Attribute]:
    """Return the attributes that the API lists of any key.

    Args:
        elsewhere: A sentence that says where the rest of the key is.
        ends: Whether the end of a key may change.
    """
    return {
        "redacted_value": Attribute(
            STRING, f"The key with its middle blotted out. {elsewhere}", computed=True, stable=True
        ),
        "created_at": Attribute(NUMBER, "Time of creation, in Unix seconds.", computed=True, stable=True),
        "expires_at": Attribute(
            NUMBER,
            "Time of its end, in Unix seconds; null for a key without an end.",
            computed=True,
            stable=not ends,
        ),
    }


def key_attributes() -> dict[str, Attribute]:
    """Return the attributes of all keys."""
    return {
        "name": Attribute(
            STRING,
            "Name of the key. Another name rotates it: the API renames no key.",
            required=True,
            validators=[not_blank("a name that is not blank")],
        ),
        "secret_sink": secret_sink(),
        "delivered_to": delivered_to(),
        "rotate_after": Attribute(
            NUMBER,
            "Days after which the next run makes a new key and gives it to `secret_sink`.",
            optional=True,
            validators=[between(0.001)],
        ),
        "rotation": Attribute(
            STRING,
            "Any text, such as a month. Change this text to rotate the key; unset leaves it as it is.",
            optional=True,
            computed=True,
            stable=True,
        ),
        "overlap": Attribute(
            NUMBER,
            "Days for which a rotated key is still good, so that whoever uses it can change over.",
            default=0,
            validators=[between(0)],
        ),
        **listed_attributes("The key itself is in `secret_sink` alone.", ends=False),
        "previous_id": Attribute(
            STRING,
            "Id of the key that was rotated last, while it is still good; else null.",
            computed=True,
            stable=True,
        ),
        "previous_expires_at": Attribute(
            NUMBER,
            "Time at which the rotated key ends, in Unix seconds; else null.",
            computed=True,
            stable=True,
        ),
    }


def lifetime(description: str) -> Attribute:
    """Return the schema of `expires_in_seconds`."""
    return Attribute(
        NUMBER,
        description,
        optional=True,
        computed=True,
        stable=True,
        validators=[whole(), between(1, LONGEST_LIFE)],
    )


class SecretKey(Managed):
    """A key. A subclass says how one is recognized, retired and revoked.

    Attributes:
        rotated_by: Attributes of which another value takes another key.
    """

    rotated_by: ClassVar[tuple[str, ...]] = ("name", "rotation")
    defaults_on_import: ClassVar[Mapping[str, Any]] = {"overlap": 0}

    # What a subclass says.

    @abstractmethod
    def recognizes(self, item: Mapping[str, Any], values: Mapping[str, Any], now: float) -> bool:
        """Return whether a listed key could be the one that was asked for; `now` is the API's time."""

    @abstractmethod
    def revoke(self, key_id: str, values: Mapping[str, Any], api: Api) -> None:
        """End a key at once."""

    @abstractmethod
    def retire(self, prior: Values, overlap: float, context: Context) -> int | None:
        """End a rotated key after some seconds.

        Returns:
            When it ends, in Unix seconds; None when it has ended.
        """

    @abstractmethod
    def previous_needs_work(self, prior: Values, plan: Plan, api: Api) -> bool:
        """Return whether the rotated key is to be seen to by the next apply."""

    @abstractmethod
    def see_to_previous(self, prior: Values, state: Values, context: Context) -> Values:
        """Do it, and return the state."""

    def end_previous(self, prior: Mapping[str, Any], api: Api) -> None:
        """End the rotated key at once."""
        self._end(prior["previous_id"], prior, api)

    # The life cycle.

    def plan(self, plan: Plan, context: Context) -> None:
        """Plan a rotation when the key is old or at its end, and look at the sink before a key is made."""
        super().plan(plan, context)
        prior = plan.prior
        if prior is None:
            usable_sink(plan.config.get("secret_sink"), self._owned_in_plan(plan, context))
            return
        try:
            api: Api = context.api
        except ConfigurationUnknown:
            return
        api.confirm(prior[self.key])
        if plan.is_destroy:
            file = left(prior["delivered_to"], prior["redacted_value"])
            if file:
                plan.warn(f"{self.named(prior)} ends", f"{file} still holds it after that: remove it.")
            return
        now = api.clock.now()
        wanted = any(map(plan.changed, self.rotated_by)) or self._is_old(prior, plan.proposed, now)
        ended = prior["expires_at"] is not None and prior["expires_at"] <= now
        if ended and not wanted and plan.config.get("secret_sink") is None:
            plan.warn(
                f"{self.named(prior)} has ended",
                "It has no place for another one: set secret_sink to have one made, or take the key out.",
            )
        elif wanted or ended:
            usable_sink(plan.config.get("secret_sink"), owned_by(prior, context))
            for name in (self.key, "id", "redacted_value", "created_at", "expires_at", "delivered_to"):
                plan.set_unknown(name)
            plan.set_unknown("previous_id")
            plan.set_unknown("previous_expires_at")
            return
        fault = lost(prior["delivered_to"], prior["redacted_value"])
        if fault:
            plan.warn(
                f"{self.named(prior)} is not where it was put",
                f"{fault}. Where nobody else has the key, rotate it, which makes another one: set rotation "
                "to another text, or run the playbook rotate_keys.",
            )
        if prior["previous_id"] and self.previous_needs_work(prior, plan, api):
            plan.set_unknown("previous_id")
            plan.set_unknown("previous_expires_at")

    def create(self, planned: Values, context: Context) -> Values:
        """Make a key and hand it to the sink."""
        return self._bear(planned, context)

    def read(self, state: Values, context: Context) -> Values | None:
        """Return what the list shows of the key. One that is gone stays as long as its predecessor does."""
        found = super().read(state, context)
        if found is None:
            return {**state, "expires_at": 0} if state["previous_id"] else None
        if context.private.get(IMPORTED) and not state.get("created_at") and found["expires_at"]:
            found["expires_in_seconds"] = found["expires_at"] - found["created_at"]
        return found

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Return False: an expired key is rotated, not dropped from the state."""
        return False

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Rotate the key, or change it in place."""
        if planned[self.key] is not UNKNOWN:
            known = {**planned, **{name: prior[name] for name in ("previous_id", "previous_expires_at")}}
            state = super().update(prior, known, context)
            return self.see_to_previous(prior, state, context) if planned["previous_id"] is UNKNOWN else state
        if prior["previous_id"]:
            # Only one rotated key is kept in mind. Ended before another is made: if it cannot be, nothing is.
            self.end_previous(prior, context.api)
        state = self._bear(planned, context, prior)
        overlap = float(planned["overlap"]) * DAY
        ends = int(context.api.clock.now() + overlap)
        state |= {"previous_id": prior[self.key], "previous_expires_at": ends}
        try:
            state["previous_expires_at"] = self.retire(prior, overlap, context)
        except Exception as error:  # whatever it is, the new key must be in the state
            raise PartialState(state, error) from error
        if state["previous_expires_at"] is None:
            state["previous_id"] = None
        return state

    def twins(self, planned: Values, api: Api) -> list[Mapping[str, Any]]:
        """Return the keys of the same name and owner that have not ended."""
        parents = [name for name in self.import_parts if name != self.key]
        if not is_known({name: planned.get(name) for name in (*parents, "name")}):
            return []
        listed = api.list(self.keys_path(planned), dict(self.list_parameters))
        now = api.clock.now()
        return [
            each
            for each in listed
            if self.recognizes(each, planned, now) and (each.get("expires_at") or now + 1) > now
        ]

    # Helpers.

    def _owned_in_plan(self, plan: Plan, context: Context) -> Owned:
        """Let a plan pass where the place holds a key of this name: it exists, and may be taken over.

        Making another one does not overwrite it.
        """
        owned, values = owned_by(None, context), plan.proposed
        if not is_known(values.get("project_id")):
            return owned

        def exists(place: str, text: str) -> bool:
            if owned(place, text):
                return True
            listed = context.api.list(self.keys_path(values), dict(self.list_parameters))
            return any(
                each.get("name") == values["name"] and is_own_key(each.get("redacted_value"), text)
                for each in listed
            )

        return exists

    def keys_path(self, values: Mapping[str, Any]) -> str:
        """Return the path of the list that the keys are in."""
        return self.collection_path(values)

    def _is_old(self, prior: Values, proposed: Mapping[str, Any], now: float) -> bool:
        age = proposed["rotate_after"]
        if age is None or age is UNKNOWN:
            return False
        return bool(now >= (prior["created_at"] or now) + float(age) * DAY)

    def _bear(self, planned: Values, context: Context, prior: Values | None = None) -> Values:
        api: Api = context.api
        owned = owned_by(prior, context)
        chosen = usable_sink(planned["secret_sink"], owned)
        if chosen is None:
            raise ProviderError("secret_sink is not known", "A key needs a place to go.", ("secret_sink",))
        answer = api.create(
            self.collection_path(planned),
            self.body(planned, self.create_fields),
            natural_key=lambda item: self.recognizes(item, planned, api.clock.now()),
            list_path=self.keys_path(planned),
            list_params=dict(self.list_parameters),
            resource=f'{self.noun} "{planned["name"]}"',
            discard=lambda item: self._end(item["id"], planned, api),
        )
        api.invalidate(self.keys_path(planned))
        try:
            destination = deliver(answer.pop("value"), chosen, owned, api)
        except Exception as error:  # noqa: BLE001 (whatever it is, the key must not stay behind)
            fault = f"{chosen}: {sink_fault(error)}"
            raise self._undelivered(answer["id"], planned, fault, api) from None
        state = self.to_state(self.completed(answer, planned, api), planned)
        return {**state, "delivered_to": destination}

    def completed(self, answer: dict[str, Any], planned: Values, api: Api) -> dict[str, Any]:
        """Return the answer to a create with what it leaves out."""
        return answer

    def _end(self, key_id: str, values: Mapping[str, Any], api: Api) -> None:
        self.revoke(key_id, values, api)
        api.confirm(key_id)

    def _undelivered(self, key_id: str, planned: Values, fault: str, api: Api) -> ProviderError:
        what = f'The {self.noun} "{planned["name"]}"'
        try:
            self._end(key_id, planned, api)
        except Exception as error:  # noqa: BLE001 (whatever it is, the user must know of the key)
            return ProviderError(
                f"{what} was made, and neither delivered nor revoked",
                f"The sink did not take it - {fault} - and revoking it failed: {error} "
                f"The key {key_id} is valid, and nobody has it: revoke it on the dashboard.",
                ("secret_sink",),
            )
        return ProviderError(
            f"{what} was not delivered",
            f"The sink did not take it - {fault}. The key {key_id} was revoked at once: nobody has it.",
            ("secret_sink",),
        )


def deliver(key: Secret | str, chosen: Sink, owned: Owned, api: Api) -> dict[str, str | None]:
    """Hand a key to its sink and return the value of `delivered_to`.

    Raises:
        SinkError: The sink did not take it.
    """
    if not isinstance(key, Secret):
        key = Secret(str(key))
    if chosen.place:
        Ledger.of(api.settings.journal_dir).note(chosen.place, key)
    chosen.write(key, owned)
    names = ("file", "vault_file", "vault_variable", "program")
    return {**dict.fromkeys(names), **chosen.destination()}


def sink_fault(error: Exception) -> str:
    """Return why a sink did not take a secret; of an error that is none of a sink nothing but its kind."""
    return str(error) if isinstance(error, SinkError) else type(error).__name__


def owned_by(prior: Mapping[str, Any] | None, context: Context, shown: str = "redacted_value") -> Owned:
    """Return what distinguishes a key of the resource, which another may replace, from all else in a sink.

    Args:
        prior: The last state, if any.
        context: The call's context.
        shown: The attribute that shows both ends of the key.
    """
    try:
        ledger = Ledger.of(context.api.settings.journal_dir)
    except ConfigurationUnknown:
        return lambda _place, _text: True  # asked again before a key is made
    redacted = prior[shown] if prior else None
    return lambda place, text: is_own_key(redacted, text) or ledger.holds(place, text)


def usable_sink(values: Any, owned: Owned) -> Sink | None:
    """Return the sink; None when it is not known yet.

    Raises:
        ProviderError: There is none, or it cannot work.
    """
    if values is None:
        raise ProviderError(
            "A key needs a place to go",
            "The API returns a key once, and it is in no state: set secret_sink to say where it shall go. "
            "A key that exists already is taken over by the playbook import_keys, or adopt.",
            ("secret_sink",),
        )
    if not is_known(values):
        return None
    chosen = sink(values)
    try:
        chosen.check(owned)
    except SinkError as error:
        raise ProviderError("The sink cannot work", f"No key was made: {error}.", ("secret_sink",)) from None
    return chosen
