"""The requirements name what `src` imports, no less and no more."""

import ast
import re
import sys

from support.repository import ROOT

IMPORT_NAMES = {
    "common-expression-language": "cel",
    "grpcio": "grpc",
    "protobuf": "google",
    "pyjwt": "jwt",
    "pyyaml": "yaml",
}
NOT_IMPORTED = {"ansible-core"}  # runs the collection; src does not know it
BROUGHT = {"httpcore2", "socksio"}  # httpx2 stands on the first, and takes the second where somebody has it


def required(name: str) -> set[str]:
    """The names under which the packages of a requirements file are imported."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    packages = {re.split(r"[\[<>=~! ]", line)[0].lower() for line in lines if line and line[0] not in "#-"}
    return {IMPORT_NAMES.get(name, name.replace("-", "_")) for name in packages - NOT_IMPORTED}


def imported(folder: str, but: str = "") -> set[str]:
    """Third-party packages that the modules under a folder of src import, anywhere in them."""
    names = set()
    top = ROOT / "src/fjcorp_openai" / folder
    for path in (each for each in top.rglob("*.py") if each.relative_to(top).parts[0] != but):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".", 1)[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names.add(node.module.split(".", 1)[0])
    return names - set(sys.stdlib_module_names) - {"fjcorp_openai"}


def test_run_time_needs_what_all_but_the_emulator_import():
    assert required("requirements.txt") == imported(".", but="emulator") - BROUGHT


def test_emulator_needs_what_it_imports():
    needed = required("requirements-emulator.txt")
    assert needed == imported("emulator") - required("requirements.txt")
