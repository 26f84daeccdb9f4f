"""`openai_webhook_endpoint`: where the API sends word of what happens in a project.

Operations: POST /webhook_endpoints, POST and DELETE /webhook_endpoints/{webhook_endpoint_id}, POST
.../rotate_secret, POST .../test; found in the pages of GET /webhook_endpoints. GET /webhook_event_types says
what there is to be notified of. Needs a project's key.

The API shows the signing secret once. It goes to `secret_sink` and is nowhere else.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai.api.answers import malformed
from fjcorp_openai.api.errors import NotFound, OpenAIError
from fjcorp_openai.provider.lifecycles.managed import Managed, Values, deletion_protection, identifier
from fjcorp_openai.provider.lifecycles.secret_key import (
    DAY,
    deliver,
    owned_by,
    sink_fault,
    usable_sink,
)
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, PartialState, ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, set_of
from fjcorp_openai.provider.protocol.validators import between, length, matches, not_blank
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.sinks import (
    Owned,
    Sink,
    check_secret_sink,
    delivered_to,
    secret_sink,
)
from fjcorp_openai.provider.sinks.whereabouts import left, lost
from fjcorp_openai.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

EVENT_TYPES = "/webhook_event_types"
HINT = "signing_secret_hint"
_OF_THE_SECRET = (HINT, "secret_created_at", "delivered_to", "previous_secret_expires_at")
_URL = r"https://\S+|http://(localhost|127\.0\.0\.1|\[::1\])([:/?]\S*)?"


class WebhookEndpoint(Managed):
    """An address that the API delivers signed events to."""

    type_name = "openai_webhook_endpoint"
    noun = "webhook endpoint"
    label = "name"
    schema = Schema(
        {
            "id": identifier("Id of the endpoint (`wh_...`)."),
            "name": Attribute(
                STRING,
                "Name of the endpoint.",
                required=True,
                validators=[not_blank("a name that is not blank")],
            ),
            "url": Attribute(
                STRING,
                "Where events are delivered to: an `https` address.",
                required=True,
                validators=[matches(_URL, "an https address")],
            ),
            "event_types": Attribute(
                set_of(STRING),
                "What is delivered, such as `batch.completed`. A type that the API does not have is refused.",
                required=True,
                validators=[length(1)],
            ),
            "secret_sink": secret_sink(),
            "delivered_to": delivered_to(),
            "rotate_after": Attribute(
                NUMBER,
                "Days after which the next run makes a new signing secret and gives it to `secret_sink`.",
                optional=True,
                validators=[between(0.001)],
            ),
            "rotation": Attribute(
                STRING,
                "Any text, such as a month. Change this text to rotate the signing secret; unset leaves it "
                "as it is. An endpoint that was imported gets a secret that is known by it.",
                optional=True,
                computed=True,
                stable=True,
            ),
            "keep_old_secret_active_for_24_hours": Attribute(
                BOOL,
                "Whether the API signs with a rotated secret too, for 24 hours, so that the receiver can "
                "change over. False ends it at once, as for a secret that others may know.",
                default=True,
            ),
            "test_event_type": Attribute(
                STRING,
                "Type of a sample that the API delivers when the endpoint is made, its address or this value "
                "changes, or its secret is rotated; such as `batch.completed`. A sample that is not taken is "
                "a warning.",
                optional=True,
            ),
            "deletion_protection": deletion_protection("Whoever waits for its events gets no more."),
            HINT: Attribute(
                STRING,
                "The signing secret with its middle blotted out. The secret itself is in `secret_sink` "
                "alone.",
                computed=True,
                stable=True,
            ),
            "secret_created_at": Attribute(
                NUMBER,
                "Time at which the signing secret was made here, in Unix seconds; null for one that was "
                "made elsewhere.",
                computed=True,
                stable=True,
            ),
            "previous_secret_expires_at": Attribute(
                NUMBER,
                "Time until which the API signs with the rotated secret too, in Unix seconds; null where "
                "there is none.",
                computed=True,
                stable=True,
            ),
            "test_status_code": Attribute(
                NUMBER,
                "HTTP status that the receiver answered the last sample with; null where none arrived.",
                computed=True,
                stable=True,
            ),
            "created_at": Attribute(NUMBER, "Time of creation, in Unix seconds.", computed=True, stable=True),
            "updated_at": Attribute(NUMBER, "Time of the last change, in Unix seconds.", computed=True),
        },
        description="An address that the API delivers events of a project to, signed as Standard Webhooks "
        "says. The signing secret goes to `secret_sink` and is nowhere else.",
        validators=[check_secret_sink],
    )
    collection = "/webhook_endpoints"
    create_fields = ("name", "url", "event_types")
    update_fields = ("name", "url", "event_types")
    unique = ("name", "url")
    defaults_on_import: ClassVar[Mapping[str, Any]] = {
        **Managed.defaults_on_import,
        "keep_old_secret_active_for_24_hours": True,
    }

    # Planning.

    def plan(self, plan: Plan, context: Context) -> None:
        """Refuse what there is not, plan a rotation, and look at the sink before a secret is made."""
        super().plan(plan, context)
        prior = plan.prior
        if plan.is_destroy:
            file = left(prior["delivered_to"], prior[HINT]) if prior else None
            if prior and file:
                plan.warn(
                    f"{self.named(prior)} ends", f"{file} still holds its secret after that: remove it."
                )
            return
        try:
            api: Api = context.api
        except ConfigurationUnknown:
            return
        self._check_types(plan, api)
        if prior is None:
            self._sink(plan.config.get("secret_sink"), prior, context)
            return
        api.confirm(prior["id"])
        now = api.clock.now()
        rotates = plan.changed("rotation") or _is_old(prior, plan.proposed["rotate_after"], now)
        if rotates:
            self._sink(plan.config.get("secret_sink"), prior, context)
            for name in (*_OF_THE_SECRET, "updated_at"):
                plan.set_unknown(name)
            if (prior["previous_secret_expires_at"] or 0) > now:
                plan.warn(
                    f"{self.named(prior)} was rotated less than a day ago",
                    "Of rotated secrets, the API keeps the last one alone: a receiver that still has the one "
                    "before gets nothing that it can check.",
                )
        elif fault := lost(prior["delivered_to"], prior[HINT]):
            plan.warn(
                f"The secret of {self.named(prior)} is not where it was put",
                f"{fault}. Set rotation to another text to have another secret made.",
            )
        if rotates or plan.changed("url") or plan.changed("test_event_type"):
            plan.set_unknown("test_status_code")

    def _check_types(self, plan: Plan, api: Api) -> None:
        """Compare with the types that the API has."""
        names = [name for name in ("event_types", "test_event_type") if plan.changed(name)]
        wanted = {
            name: [value] if isinstance(value, str) else [each for each in value if isinstance(each, str)]
            for name in names
            if (value := plan.proposed[name]) and value is not UNKNOWN
        }
        if not wanted:
            return
        answer = api.get(EVENT_TYPES)
        there = answer["data"]
        if not isinstance(there, list):
            raise malformed(f"GET {EVENT_TYPES}", "no list in `data`")
        for name, values in wanted.items():
            missing = sorted(each for each in values if each not in there)
            if missing:
                raise ProviderError(
                    f'The API has no event type "{missing[0]}"',
                    did_you_mean(missing[0], there) or f"There are {', '.join(map(str, there))}.",
                    (name,),
                )

    def _sink(self, values: Any, prior: Values | None, context: Context) -> tuple[Sink | None, Owned]:
        """Return the sink, None when it is not known yet, and what distinguishes its secrets from all else.

        Raises:
            ProviderError: There is none, or it cannot work.
        """
        if values is None:
            raise ProviderError(
                "A signing secret needs a place to go",
                "The API returns it once, and it is in no state: set secret_sink to say where it shall go. "
                "An endpoint that is there already can be imported by its id.",
                ("secret_sink",),
            )
        owned = owned_by(prior, context, HINT)
        return usable_sink(values, owned), owned

    def _known_sink(self, planned: Values, prior: Values | None, context: Context) -> tuple[Sink, Owned]:
        chosen, owned = self._sink(planned["secret_sink"], prior, context)
        if chosen is None:
            raise ProviderError(
                "secret_sink is not known", "A signing secret needs a place to go.", ("secret_sink",)
            )
        return chosen, owned

    # The life cycle.

    def create(self, planned: Values, context: Context) -> Values:
        """Make the endpoint, hand its secret to the sink, and have a sample delivered."""
        api: Api = context.api
        chosen, owned = self._known_sink(planned, None, context)
        answer = api.create(
            self.collection,
            self.body(planned, self.create_fields),
            natural_key=self._recognize(planned),
            resource=self.named(planned),
            discard=lambda item: self._discard(item["id"], api),
        )
        api.invalidate(self.collection)
        try:
            destination = deliver(answer.pop("signing_secret"), chosen, owned, api)
        except Exception as error:  # noqa: BLE001 (whatever it is, an endpoint without its secret must not stay)
            raise self._undelivered(answer["id"], planned, f"{chosen}: {sink_fault(error)}", api) from None
        known = {**planned, "secret_created_at": answer["created_at"], "delivered_to": destination}
        state = self.to_state(answer, known)
        return self._tested(state, context)

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the endpoint; a secret that somebody else has rotated is warned of."""
        found = super().read(state, context)
        if found and state["delivered_to"] and state[HINT] and found[HINT] != state[HINT]:
            context.warn(
                f"The secret of {self.named(found)} was rotated elsewhere",
                "The one that was delivered is not the endpoint's any more. Set rotation to another text to "
                "have another one made and delivered.",
            )
        return found

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Send what changed, and rotate the secret if that is planned."""
        rotates = planned[HINT] is UNKNOWN
        tests = planned["test_status_code"] is UNKNOWN
        known = {**planned, **{name: prior[name] for name in (*_OF_THE_SECRET, "test_status_code")}}
        state = super().update(prior, known, context)
        if rotates:
            # Until it is done, the next plan shall plan it again.
            before = {**state, "rotation": prior["rotation"]}
            try:
                state = self._rotated(state, planned, context)
            except Exception as error:  # whatever it is, what was changed before is in the state
                raise PartialState(before, error) from error
        return self._tested(state, context) if tests else state

    def _rotated(self, state: Values, planned: Values, context: Context) -> Values:
        """Make another secret and hand it to the sink.

        Operation: POST /webhook_endpoints/{webhook_endpoint_id}/rotate_secret.
        """
        api: Api = context.api
        chosen, owned = self._known_sink(planned, state, context)
        keeps = bool(planned["keep_old_secret_active_for_24_hours"])
        answer = api.post(
            f"{self.item_path(state)}/rotate_secret",
            {"keep_old_secret_active_for_24_hours": keeps},
            retry_unsafe=True,
        )
        try:
            destination = deliver(answer.pop("signing_secret"), chosen, owned, api)
        except Exception as error:  # noqa: BLE001 (whatever it is, the user must know that nobody has the secret)
            former = "The former one is good for 24 hours" if keeps else "The former one has ended"
            raise ProviderError(
                f"The new secret of {self.named(state)} was not delivered",
                f"The sink did not take it - {chosen}: {sink_fault(error)}. {former}. Apply again to have "
                "another one made.",
                ("secret_sink",),
            ) from None
        now = int(api.clock.now())
        return self.to_state(
            answer,
            {
                **state,
                "secret_created_at": now,
                "delivered_to": destination,
                "previous_secret_expires_at": now + DAY if keeps else None,
            },
        )

    def _tested(self, state: Values, context: Context) -> Values:
        """Have a sample delivered, where one is wanted, and return the state with what came of it.

        Operation: POST /webhook_endpoints/{webhook_endpoint_id}/test.
        """
        wanted, status, fault = state["test_event_type"], None, ""
        if not wanted:
            return {**state, "test_status_code": None}
        try:
            path = f"{self.item_path(state)}/test"
            answer = context.api.post(path, {"event_type": wanted}, retry_unsafe=True)
            status = answer["status_code"]
        except OpenAIError as error:
            fault = str(error)
        if not fault and not (isinstance(status, int) and 200 <= status < 300):
            fault = f"{state['url']} answered with the status {status}"
        if fault:
            context.warn(f"{self.named(state)} did not take a sample", fault)
        return {**state, "test_status_code": status if isinstance(status, int) else None}

    # Helpers.

    def _discard(self, id_: str, api: Api) -> None:
        with suppress(NotFound):
            api.delete(self.item_path({"id": id_}))
        api.confirm(id_)

    def _undelivered(self, id_: str, planned: Values, fault: str, api: Api) -> ProviderError:
        what = self.named(planned)
        try:
            self._discard(id_, api)
        except Exception as error:  # noqa: BLE001 (whatever it is, the user must know of the endpoint)
            return ProviderError(
                f"{what} was made, and its secret neither delivered nor revoked",
                f"The sink did not take it - {fault} - and deleting {id_} failed: {error}",
                ("secret_sink",),
            )
        return ProviderError(
            f"The secret of {what} was not delivered",
            f"The sink did not take it - {fault}. The endpoint {id_} was deleted at once.",
            ("secret_sink",),
        )


def _is_old(prior: Values, days: Any, now: float) -> bool:
    if days is None or not is_known(days):
        return False
    made = prior["secret_created_at"] or prior["created_at"] or now
    return bool(now >= made + float(days) * DAY)
