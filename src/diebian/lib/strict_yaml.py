"""YAML that means what it shows: reviewed data files are read with no tags, no references and no surprises.

A plain word is a number only when it is written as a whole decimal number, and a truth value only as ``true`` or
``false``. ``0102`` stays the text "0102", ``no`` stays the text "no" and ``2017-07-25`` stays a text.
"""

import json
import re
from collections.abc import Hashable
from hashlib import sha256
from typing import Any

import yaml

# A reviewed data file is far smaller; anything larger is a mistake or an attack.
LARGEST_BYTES = 2_000_000
DEEPEST = 30


class NotStrict(ValueError):
    """The file is no YAML of the strict kind; ``line`` counts from 1 (0 when the whole file is meant)."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that knows text, whole numbers, truth values and nothing, and refuses doubled keys."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise NotStrict(line, "references (& and *) are not allowed")
        if getattr(event, "tag", None):
            raise NotStrict(line, "tags (!) are not allowed")
        if self.depth >= DEEPEST:
            raise NotStrict(line, "nested too deep")
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                raise NotStrict(line, "a key must be a text")
            if key.value in seen:
                raise NotStrict(line, f"the key {key.value} is given twice")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _resolve(tag: str, pattern: str, first: str) -> None:
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_resolve("bool", r"^(?:true|false)$", "tf")
_resolve("null", r"^null$", "n")
_resolve("int", r"^(?:0|-?[1-9][0-9]{0,17})$", "-0123456789")


def read(content: bytes) -> Any:
    """The one document in ``content`` as texts, whole numbers, truth values, lists and mappings.

    Raises ``NotStrict`` for anything else: no UTF-8, too large, doubled keys, references, tags, several documents.
    """
    if len(content) > LARGEST_BYTES:
        raise NotStrict(0, "the file is too large")
    try:
        return yaml.load(content.decode("utf-8-sig"), Loader=_StrictLoader)  # noqa: S506 (a SafeLoader)
    except UnicodeDecodeError as error:
        raise NotStrict(0, "the file is not UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise NotStrict(mark.line + 1 if mark else 0, str(getattr(error, "problem", error))) from error


def digest(document: Any) -> str:
    """SHA-256 of what a document says, whatever its spacing, comments or order of keys."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()
