#!/usr/bin/env python3
"""Writes the types of the phone from the schema of the API: ``python -m tools.field_types``.

``field/src/engine/schema.ts`` is made by openapi-typescript from what ``/api/v1/openapi.json`` tells of the operations under
``/api/v1/field/``, and is committed: building the app needs no Django. Its first lines hold the hash of the schema it was made
from and of what was made, so that a test sees without Node when it is stale or was changed by hand.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from tools.frontend import install_packages, npm_command, run

ROOT = Path(__file__).resolve().parent.parent
FIELD = ROOT / "field"
TYPES = FIELD / "src" / "engine" / "schema.ts"
WITHIN = "/api/v1/field/"
PLACE = "#/components/schemas/"
HEAD = """// Made by tools/field_types.py from the schema of the API. Do not change it here: `make field-types`.
// schema {schema}
// types {types}
"""


def field_schema(api: Any) -> dict[str, Any]:
    """The shapes that the phone's operations name, themselves or through others; nothing of the rest of the API."""
    whole = api.get_openapi_schema()
    shapes = whole["components"]["schemas"]
    wanted: set[str] = set()
    new = {name for path, told in whole["paths"].items() if path.startswith(WITHIN) for name in _named(told)}
    while new:
        wanted |= new
        new = {name for shape in new for name in _named(shapes[shape])} - wanted
    kept = {name: _bare(shapes[name]) for name in sorted(wanted)}
    told = {"openapi": "3.1.0", "info": {"title": "field", "version": "1"}, "paths": {}}
    return {**told, "components": {"schemas": json.loads(json.dumps(kept, default=str))}}


def _bare(told: Any) -> Any:
    """Without the titles, which say each name a second time."""
    if isinstance(told, dict):
        return {key: _bare(part) for key, part in told.items() if key != "title" or isinstance(part, dict)}
    return [_bare(part) for part in told] if isinstance(told, list) else told


def _named(told: Any) -> Iterator[str]:
    """The shapes that a piece of the schema refers to."""
    if isinstance(told, dict):
        if str(told.get("$ref", "")).startswith(PLACE):
            yield told["$ref"].removeprefix(PLACE)
        told = list(told.values())
    if isinstance(told, list):
        for part in told:
            yield from _named(part)


def digest(text: str) -> str:
    """SHA-256, as it stands in the file."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(schema: dict[str, Any]) -> str:
    """The same however the keys are ordered."""
    return digest(json.dumps(schema, sort_keys=True, ensure_ascii=False))


def write(told: dict[str, Any]) -> None:
    """Make the types anew."""
    npm = npm_command()
    install_packages(npm, FIELD)
    with tempfile.TemporaryDirectory() as folder:
        schema, made = Path(folder) / "schema.json", Path(folder) / "schema.ts"
        schema.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        run([*npm, "exec", "--no", "--", "openapi-typescript", str(schema), "--output", str(made)], cwd=FIELD)
        types = made.read_text(encoding="utf-8")
    head = HEAD.format(schema=digest_of(told), types=digest(types))
    TYPES.write_text(head + types, encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diebian.config.settings")
    django.setup()
    write(field_schema(import_module("diebian.api.doors").api))
    print(f"written: {TYPES.relative_to(ROOT)}")
