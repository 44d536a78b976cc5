"""The rules of the house that an import linter cannot see."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "diebian"
SOURCE_LINES = 500
TEST_LINES = 800
TEMPLATE_LINES = 200


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("diebian.")]


def heights() -> dict[str, int]:
    """How high each room stands, read from the import contract itself."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c for c in contracts if c["id"] == "rooms")["layers"]
    return {
        room.strip(" ()"): len(layers) - place
        for place, layer in enumerate(layers)
        for room in layer.split("|")
    }


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m.__name__)
def test_foreign_keys_point_down_and_carry_no_name_back_across_rooms(model):
    height = heights()
    for field in model._meta.get_fields():
        if not field.is_relation or field.auto_created or field.related_model is None:
            continue
        own, other = model._meta.app_label, field.related_model._meta.app_label
        if own == other:
            continue
        assert height[other] < height[own], f"{model.__name__}.{field.name} points up to {other}"
        assert field.remote_field.hidden, f"{model.__name__}.{field.name} needs related_name='+'"


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m.__name__)
def test_no_model_hides_an_order(model):
    assert not model._meta.ordering, f"{model.__name__}: say the order in the query"


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m.__name__)
def test_every_model_is_in_the_glossary_under_its_official_term(model):
    glossary = tomllib.loads((ROOT / "glossary.toml").read_text())
    assert model.__name__ in glossary, f"add [{model.__name__}] to glossary.toml"
    entry = glossary[model.__name__]
    assert entry["room"] == model._meta.app_label
    assert str(model._meta.verbose_name) == entry["zh"]
    assert entry["en"]
    assert entry["meaning"]


def test_glossary_speaks_of_things_that_exist():
    names = {model.__name__ for model in our_models()}
    entries = tomllib.loads((ROOT / "glossary.toml").read_text())
    gone = [name for name, entry in entries.items() if entry["kind"] == "model" and name not in names]
    rooms = {model._meta.app_label for model in our_models()}
    assert not [name for name in gone if entries[name]["room"] in rooms]


def python_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.py") if "migrations" not in path.parts]


def test_files_stay_short_enough_to_read_in_one_sitting():
    long = [f"{path}: {lines}" for path in python_files(SOURCE) if (lines := count(path)) > SOURCE_LINES]
    long += [
        f"{path}: {lines}" for path in python_files(ROOT / "tests") if (lines := count(path)) > TEST_LINES
    ]
    long += [f"{path}: {lines}" for path in SOURCE.rglob("*.html") if (lines := count(path)) > TEMPLATE_LINES]
    assert not long


def count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_every_package_says_what_it_is():
    silent = [
        str(path)
        for path in SOURCE.glob("*/__init__.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_migrations_have_names():
    auto = [path.name for path in SOURCE.rglob("migrations/*.py") if "_auto_" in path.name]
    assert not auto


def test_nothing_inline_in_templates():
    """The content security policy forbids inline scripts and styles; so does this."""
    for path in SOURCE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert " style=" not in text, path
        assert "<style" not in text, path
        assert " onclick=" not in text, path
        for part in text.split("<script")[1:]:
            tag = part.split(">")[0]
            assert "src=" in tag or "application/json" in tag, path


def test_comments_of_templates_end_on_their_line():
    """Django shows a comment in ``{#`` that runs over two lines to everybody."""
    for path in SOURCE.rglob("*.html"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            assert line.count("{#") == line.count("#}"), f"{path}:{number}"
