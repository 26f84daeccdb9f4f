"""The scripts that write files are imported as they run: from their folder."""

import sys

from support.repository import ROOT

sys.path.append(str(ROOT / "scripts"))
