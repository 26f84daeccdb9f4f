"""Logging the way Terraform reads it: one JSON object a line on stderr."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime

_LEVELS = {logging.DEBUG: "debug", logging.INFO: "info", logging.WARNING: "warn", logging.ERROR: "error"}


class Formatter(logging.Formatter):
    """Writes a record as hclog does; a traceback goes into the field `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        entry = {
            "@level": _LEVELS.get(record.levelno, "error"),
            "@message": record.getMessage(),
            "@module": record.name,
            "@timestamp": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry)


def install(name: str) -> logging.Logger:
    """Send all logging to stderr and return the provider's logger.

    Below warnings only what a user who set TF_LOG asked for is written; Terraform filters the rest.
    Third-party loggers stay at warnings: at their debug levels they write requests with headers, and so keys.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logger = logging.getLogger(name)
    wanted = any(os.environ.get(each) for each in ("TF_LOG", "TF_LOG_PROVIDER"))
    logger.setLevel(logging.DEBUG if wanted else logging.WARNING)
    return logger
