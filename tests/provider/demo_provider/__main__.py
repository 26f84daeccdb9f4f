"""Entry: serves Terraform."""

import sys

from demo_provider.demo import build_provider
from fjcorp_openai.provider.protocol.server import serve

sys.exit(serve(build_provider, sys.argv[1:]))
