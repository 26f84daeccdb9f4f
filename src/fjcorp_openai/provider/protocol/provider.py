"""The provider: its configuration and all that it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.schema import Schema

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Mapping

    from fjcorp_openai.provider.protocol.resource import DataSource, EphemeralResource, Function, Resource


class Provider:
    """One provider.

    Attributes:
        name: Its local name, the prefix of its types.
        schema: Its configuration.
        configure: Makes the resources' `Context.api` of the configuration, and of the event that is set
            when the user asks to stop. Called at most once per configuration, when the first resource needs
            it: what needs no API works without.
        resources: Instances by type name.
        data_sources: Instances by type name.
        ephemeral_resources: Instances by type name.
        functions: Instances by name.
        late_imports: Names of modules that `configure` and calls import only when they need them.
    """

    def __init__(
        self,
        name: str,
        schema: Schema | None = None,
        configure: Callable[[dict[str, Any], threading.Event], Any] | None = None,
        resources: Iterable[type[Resource]] = (),
        data_sources: Iterable[type[DataSource]] = (),
        ephemeral_resources: Iterable[type[EphemeralResource]] = (),
        functions: Iterable[type[Function]] = (),
        late_imports: Iterable[str] = (),
    ) -> None:
        """Take the classes and make one instance of each."""
        self.name = name
        self.schema = schema or Schema({})
        self.configure = configure or (lambda _config, _stopping: None)
        self.resources: Mapping[str, Resource] = {each.type_name: each() for each in resources}
        self.data_sources: Mapping[str, DataSource] = {each.type_name: each() for each in data_sources}
        self.ephemeral_resources: Mapping[str, EphemeralResource] = {
            each.type_name: each() for each in ephemeral_resources
        }
        self.functions: Mapping[str, Function] = {each.name: each() for each in functions}
        self.late_imports = tuple(late_imports)
