"""The engine's helpers are imported as `plugins.plugin_utils`, without Ansible's loader."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))
