"""Where a command says what it did."""

import json
from dataclasses import dataclass
from typing import Any

import click


@dataclass
class Output:
    """Where a command says what it did: text for people, one JSON object for machines."""

    as_json: bool = False

    def say(self, text: str) -> None:
        """A line for people; nothing with ``--json``."""
        if not self.as_json:
            click.echo(text)

    def result(self, **values: Any) -> None:
        """The outcome; with ``--json`` the only thing printed to standard output."""
        if self.as_json:
            click.echo(json.dumps(values, ensure_ascii=False, default=str))
