"""Entry: serves Terraform, or installs the provider's mirror (`mirror DIR`)."""

import sys

USAGE = """\
usage: python -m fjcorp_openai.provider            serve Terraform, which starts this program by itself
       python -m fjcorp_openai.provider mirror DIR  write a provider mirror and its terraform.rc into DIR
"""


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    if not arguments or (len(arguments) == 2 and arguments[0] == "template"):
        from fjcorp_openai.provider.protocol.server import serve
        from fjcorp_openai.provider.registry import build_provider

        return serve(build_provider, arguments)
    if len(arguments) == 2 and arguments[0] == "mirror":
        import shlex
        from pathlib import Path

        from fjcorp_openai.provider.mirror import install

        source = Path(__file__).resolve().parents[2]
        configuration = install(Path(arguments[1]), sys.executable, source, shared=True)
        sys.stdout.write(f"export TF_CLI_CONFIG_FILE={shlex.quote(str(configuration))}\n")
        return 0
    sys.stderr.write(USAGE)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
