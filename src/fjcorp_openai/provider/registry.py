"""All that the provider offers. A new resource or data source is one file and one line here."""

from __future__ import annotations

from typing import Any

from fjcorp_openai.provider.data_sources.file import FileData, FilesData
from fjcorp_openai.provider.data_sources.model import ModelData, ModelsData
from fjcorp_openai.provider.data_sources.project import ProjectData, ProjectsData
from fjcorp_openai.provider.protocol.provider import Provider
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import between, whole
from fjcorp_openai.provider.resources.chat_completion import ChatCompletion
from fjcorp_openai.provider.resources.file import File
from fjcorp_openai.provider.resources.project import Project

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
            "Seconds a call may take. Default: 600. Environment: `OPENAI_TIMEOUT`.",
            optional=True,
            validators=[between(0.001)],
        ),
        "max_retries": Attribute(
            NUMBER,
            "How often a failed call is repeated. Default: 4. Environment: `OPENAI_MAX_RETRIES`.",
            optional=True,
            validators=[whole(), between(0)],
        ),
    },
    description="OpenAI: projects, files and paid calls as resources.",
)


def configure(config: dict[str, Any]) -> Any:
    """Return the API client for a configuration.

    Raises:
        ConfigurationError: A setting has no usable value.
    """
    # Not before a call is needed: `terraform validate` and the schema are answered without it.
    from fjcorp_openai.api.client import Api
    from fjcorp_openai.api.settings import Settings

    return Api(Settings.resolve(config))


def build_provider() -> Provider:
    """Return the provider with all its resources and data sources."""
    return Provider(
        "openai",
        schema=CONFIGURATION,
        configure=configure,
        resources=[ChatCompletion, File, Project],
        data_sources=[FileData, FilesData, ModelData, ModelsData, ProjectData, ProjectsData],
    )
