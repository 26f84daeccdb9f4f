"""All that the provider offers. A new resource or data source is one file; it is found by its folder."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from fjcorp_openai.provider import data_sources, resources
from fjcorp_openai.provider.protocol.provider import Provider
from fjcorp_openai.provider.protocol.resource import DataSource, Resource
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import between, whole

if TYPE_CHECKING:
    import threading
    from types import ModuleType

_LATE_IMPORTS = (
    *(f"fjcorp_openai.api.{name}" for name in ("client", "settings", "causes", "connections", "deadline")),
    *("encodings.idna", "httpcore2", "httpx2", "tenacity", "truststore"),
)

Kind = TypeVar("Kind", Resource, DataSource)

CONFIGURATION = Schema(
    {
        "api_key": Attribute(
            STRING,
            "Key of a project or service account, for everything but administration. "
            "Environment: `OPENAI_API_KEY`.",
            optional=True,
            sensitive=True,
        ),
        "admin_key": Attribute(
            STRING,
            "Admin key, for projects and all else under `/organization`. Environment: `OPENAI_ADMIN_KEY`.",
            optional=True,
            sensitive=True,
        ),
        "identity_provider_id": Attribute(
            STRING,
            "Id of the workload identity provider at OpenAI that vouches for this workload, which then signs "
            "in without `api_key`: its token is exchanged for an access token of `service_account_id`. "
            "Administration goes on to need `admin_key`. Environment: `OPENAI_IDENTITY_PROVIDER_ID`.",
            optional=True,
        ),
        "service_account_id": Attribute(
            STRING,
            "Id of the service account that an identity signs in for. Environment: "
            "`OPENAI_SERVICE_ACCOUNT_ID`.",
            optional=True,
        ),
        "identity_token_file": Attribute(
            STRING,
            "Path of the file that holds this workload's token, read anew for each exchange. Environment: "
            "`OPENAI_IDENTITY_TOKEN_FILE`.",
            optional=True,
        ),
        "identity_token_command": Attribute(
            list_of(STRING),
            "Program, with its arguments, that prints this workload's token, in the place of a file. It runs "
            "without a shell, for 30 seconds at most. Environment, as JSON: `OPENAI_IDENTITY_TOKEN_COMMAND`.",
            optional=True,
        ),
        "identity_token_url": Attribute(
            STRING,
            "Where the token is exchanged. Default: `https://auth.openai.com/oauth/token`; where `base_url` "
            "is on this machine, `/oauth/token` beside it. Environment: `OPENAI_IDENTITY_TOKEN_URL`.",
            optional=True,
        ),
        "organization": Attribute(
            STRING, "Id of the organization. Environment: `OPENAI_ORG_ID`.", optional=True
        ),
        "project": Attribute(
            STRING, "Id of the project that calls count for. Environment: `OPENAI_PROJECT_ID`.", optional=True
        ),
        "base_url": Attribute(
            STRING,
            "Address of the API, with or without `/v1`. Environment: `OPENAI_BASE_URL`.",
            optional=True,
        ),
        "timeout": Attribute(
            NUMBER,
            "Seconds that one try of a call may take. Default: 600. Environment: `OPENAI_TIMEOUT`.",
            optional=True,
            validators=[between(0.001)],
        ),
        "max_retries": Attribute(
            NUMBER,
            "How often a failed call is repeated. Default: 4. Environment: `OPENAI_MAX_RETRIES`.",
            optional=True,
            validators=[whole(), between(0)],
        ),
        "max_wait": Attribute(
            NUMBER,
            "Seconds a call may wait for the API's limits at one stretch; one that would wait longer fails "
            "at once, and says until when. Default: 900. Environment: `OPENAI_MAX_WAIT`.",
            optional=True,
            validators=[between(0)],
        ),
        "prices": Attribute(
            map_of(map_of(NUMBER)),
            "Prices in US dollars by model, in place of the built-in ones: `input`, `cached_input`, "
            "`cache_write`, `output`, `image_input`, `audio_input`, `audio_output` and `training` per "
            "million tokens, `characters` per million, `minute` of sound, `image`, `web_search`, "
            "`file_search` and `code_session` each; and shares of the standard price, `batch`, `flex`, "
            "`priority`, `2h` and `8h`. Environment, as JSON: `OPENAI_PRICES`.",
            optional=True,
        ),
        "prices_date": Attribute(
            STRING,
            "The date of `prices`, as in `2026-11-20`. It stands beside each estimate. Prices of more than "
            "180 days are warned of. Environment: `OPENAI_PRICES_DATE`.",
            optional=True,
        ),
        "max_cost": Attribute(
            NUMBER,
            "US dollars that all paid calls of a plan, and of an apply, may cost together, by their "
            "estimates. A plan above it is refused before the first call, and so is one with a cost that is "
            "not known. What is known only after apply is checked before its call. Each configuration of the "
            "provider, such as an alias, has its own. Environment: `OPENAI_MAX_COST`.",
            optional=True,
            validators=[between(0)],
        ),
        "webhook_listener": Attribute(
            Nested(
                "single",
                {
                    "port": Attribute(NUMBER, "Port to listen on.", required=True),
                    "address": Attribute(STRING, "Address to listen on. Default: 127.0.0.1.", optional=True),
                    "path": Attribute(STRING, "Where events are taken. Default: /.", optional=True),
                    "secret_file": Attribute(
                        STRING,
                        "File with the signing secret, as a `secret_sink` writes it. Default: the secret is "
                        "in the environment, as `OPENAI_WEBHOOK_SECRET`.",
                        optional=True,
                    ),
                    "poll_interval": Attribute(
                        NUMBER,
                        "Seconds after which a job is asked about of which nothing is heard. Default: 600.",
                        optional=True,
                    ),
                },
            ),
            "Listen for signed events of the API while batches, fine-tuning jobs, background responses and "
            "runs are waited for: an event ends the pause between two questions, which is long then. Without "
            "it, they are asked about every 30 seconds. An endpoint (`openai_webhook_endpoint`) has to "
            "deliver to it; what makes the address public is yours. Environment, as JSON: "
            "`OPENAI_WEBHOOK_LISTENER`.",
            optional=True,
        ),
        "insecure": Attribute(
            BOOL,
            "Whether keys may be sent to an `http://` address of another host. Default: false. Environment: "
            "`OPENAI_INSECURE`.",
            optional=True,
        ),
    },
    description="OpenAI: projects, people, files and paid calls as resources.",
)


def configure(config: dict[str, Any], stopping: threading.Event) -> Any:
    """Return the API client for a configuration; once `stopping` is set, its waits end.

    Raises:
        ConfigurationError: A setting has no usable value.
    """
    # Not before a call is needed: `terraform validate` and the schema are answered without it.
    from fjcorp_openai.api.client import Api
    from fjcorp_openai.api.settings import Settings

    return Api(Settings.resolve(config), stopping=stopping)


def found(folder: ModuleType, base: type[Kind]) -> list[type[Kind]]:
    """Return the classes of a package's modules that stand for a Terraform type, by the types' names.

    Args:
        folder: The package.
        base: The class that they extend. A class without a `type_name` of its own is a base itself.
    """
    classes = {
        each.type_name: each
        for entry in pkgutil.iter_modules(folder.__path__)
        for each in vars(import_module(f"{folder.__name__}.{entry.name}")).values()
        if isinstance(each, type) and issubclass(each, base) and "type_name" in vars(each)
    }
    return [classes[name] for name in sorted(classes)]


def build_provider() -> Provider:
    """Return the provider with all its resources and data sources."""
    return Provider(
        "openai",
        schema=CONFIGURATION,
        configure=configure,
        resources=found(resources, Resource),
        data_sources=found(data_sources, DataSource),
        late_imports=_LATE_IMPORTS,
    )
