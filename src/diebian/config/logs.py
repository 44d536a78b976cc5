"""Log lines that machines can read and nobody can forge: one JSON object a line, line breaks escaped."""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """``{"at": …, "level": …, "logger": …, "message": …}``; ``exception`` holds the trace when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)
