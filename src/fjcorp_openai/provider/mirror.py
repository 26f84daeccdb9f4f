"""Puts the provider where Terraform and OpenTofu find it: a filesystem mirror with a launcher.

The lock file of a working folder holds a hash of the provider's package. The package is therefore one
launcher with the same bytes on every machine and platform; what differs, interpreter and places, is in
`launch.sh` outside of it.
"""

from __future__ import annotations

import os
import shlex
import sys
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from fjcorp_openai import durable
from fjcorp_openai.terraform_release import system
from fjcorp_openai.version import version as collection_version

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "fjcorp"
PROTOCOL = Path(__file__).resolve().parent / "protocol"
HOSTS = ("registry.terraform.io", "registry.opentofu.org")
PLATFORMS = ("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64")
"""What the mirror has packages for besides the machine that it is written on, so that
``terraform providers lock`` finds them."""

# Terraform links the package's folder; the way up from it is therefore the mirror's, whoever links to it.
_LAUNCHER = """\
#!/bin/sh
mirror="${0%/*}/../../../../.."
if [ ! -r "$mirror/launch.sh" ]; then
    echo "The provider stands outside of its mirror: run terraform init again with its terraform.rc." >&2
    exit 1
fi
. "$mirror/launch.sh"
"""

_LAUNCH = """\
{settings}export PYTHONPATH={paths}"${{PYTHONPATH:+:$PYTHONPATH}}"
{starter}exec {interpreter} -P -m {module} "$@"
"""

# A process that forks providers is asked for one; see `protocol/starter.py`.
_STARTER = """\
if [ $# = 0 ] && [ -n "$TF_PLUGIN_MAGIC_COOKIE" ] && [ "$FJCORP_OPENAI_TEMPLATE" != 0 ]; then
    set -- ${{PYTHONDONTWRITEBYTECODE:+-B}}{options} -c {code}
    exec {interpreter} -I -S "$@" {folder} "$mirror" {interpreter} -P -m {module}
fi
"""
_CODE = "import sys; sys.path.append(sys.argv[1]); import starter; starter.main(sys.argv[2], sys.argv[3:])"

_CONFIGURATION = """\
disable_checkpoint = true
provider_installation {{
  filesystem_mirror {{
    path    = {path}
    include = ["{source}"]
  }}
  direct {{
    exclude = ["{source}"]
  }}
}}
"""


def install(
    folder: Path,
    interpreter: str,
    source_root: Path,
    *,
    name: str = "openai",
    module: str = "fjcorp_openai.provider",
    version: str | None = None,
    shared: bool = False,
) -> Path:
    """Write the mirror; what stands there already and is right is left alone.

    Args:
        folder: Where the mirror goes; made if absent.
        interpreter: The Python that runs the provider and has its requirements.
        source_root: The folder that holds the provider's package.
        name: The provider's name after `fjcorp/`.
        module: The module that serves the provider.
        version: The provider's version; the collection's if None.
        shared: Whether other accounts may use the mirror; else it is for its owner alone.

    Returns:
        The CLI configuration file for TF_CLI_CONFIG_FILE.

    Raises:
        OSError: The folder cannot be written.
    """
    folder = folder.resolve()
    version = version or collection_version()
    settings = options = ""
    if compiled := _compiled(folder, source_root):
        # Else Python would compile at every start.
        settings = f"export PYTHONPYCACHEPREFIX={shlex.quote(compiled)}\n"
        options = f" -X {shlex.quote(f'pycache_prefix={compiled}')}"
    program = {"interpreter": shlex.quote(interpreter), "module": module}
    protocol = shlex.quote(str(PROTOCOL))
    starter = _STARTER.format(**program, options=options, code=shlex.quote(_CODE), folder=protocol)
    launch = _LAUNCH.format(
        **program,
        settings=settings,
        paths=shlex.quote(str(source_root.resolve())),
        # Only Linux shows all that a template must have in common with whoever asks it.
        starter=starter if sys.platform == "linux" else "",
    )
    _write(folder / "launch.sh", launch, shared=shared)
    for host in HOSTS:
        for platform in dict.fromkeys((system(), *PLATFORMS)):
            package = folder / host / NAMESPACE / name / version / platform
            _write(package / f"terraform-provider-{name}_v{version}", _LAUNCHER, shared=shared, mode=0o755)
    configuration = folder / "terraform.rc"
    # JSON's quotes are HCL's, but for the two template openers.
    path = (
        '"'
        + str(folder).replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("%{", "%%{")
        + '"'
    )
    _write(configuration, _CONFIGURATION.format(path=path, source=f"{NAMESPACE}/{name}"), shared=shared)
    return configuration


def prepare(
    folder: Path,
    interpreter: str,
    source_root: Path,
    environ: Mapping[str, str],
    *,
    module: str = "fjcorp_openai.provider",
) -> None:
    """Let what forks providers start while Terraform does, which needs them a moment later.

    Args:
        folder: The mirror, as :func:`install` has written it.
        interpreter: The Python that runs the provider.
        source_root: The folder that holds the provider's package.
        environ: What Terraform will run in.
        module: The module that serves the provider.
    """
    starter = _starter()
    if sys.platform != "linux" or environ.get(starter.SWITCH) == "0":
        return
    settings = {"PYTHONPATH": ":".join(filter(None, (str(source_root.resolve()), environ.get("PYTHONPATH"))))}
    if compiled := _compiled(folder.resolve(), source_root):
        settings["PYTHONPYCACHEPREFIX"] = compiled
    environment = {os.fsencode(name): os.fsencode(value) for name, value in {**environ, **settings}.items()}
    starter.prepare(str(folder.resolve()), [interpreter, "-P", "-m", module], environment)


def _starter() -> Any:
    """Return the module that asks for a provider; its package would import much more."""
    loader = SourceFileLoader("starter", str(PROTOCOL / "starter.py"))
    module = ModuleType(loader.name)
    loader.exec_module(module)
    return module


def _compiled(folder: Path, source_root: Path) -> str:
    """Return the folder of compiled files, where Python could not keep them beside the source."""
    return "" if os.access(source_root, os.W_OK) else str(folder / "compiled")


def _write(path: Path, text: str, *, shared: bool, mode: int = 0o644) -> None:
    """Write a file in one step, if it is not there with that text already."""
    if shared:
        path.parent.mkdir(parents=True, exist_ok=True)
    else:
        mode &= 0o700
    with suppress(FileNotFoundError):
        if path.read_bytes() == text.encode() and path.stat().st_mode & 0o777 == mode:
            return
    durable.replace(path, text.encode(), mode)
