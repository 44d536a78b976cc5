"""``diebian load-standards`` from the outside: text for people, one JSON object for machines."""

import json

from click.testing import CliRunner

from diebian.jobs.cli import diebian
from diebian.standards.models import Adoption
from tests.standards.small_packs import CATEGORIES


def test_loading_and_loading_again(cast):
    first = CliRunner().invoke(diebian, ["load-standards"], catch_exceptions=False)
    assert first.exit_code == 0
    assert first.output.count("新载入") == 5
    second = CliRunner().invoke(diebian, ["--json", "load-standards"], catch_exceptions=False)
    packs = {pack["name"]: pack for pack in json.loads(second.output)["packs"]}
    assert not any(pack["new"] for pack in packs.values())
    assert packs["civilised-city"]["items"] > 150
    assert Adoption.objects.filter(campaign=cast.campaign).count() == 5


def test_one_pack_of_a_citys_own_before_any_campaign(db, tmp_path):
    (tmp_path / "town-matters.yaml").write_text(json.dumps(CATEGORIES, ensure_ascii=False), encoding="utf-8")
    words = ["--json", "load-standards", "town-matters", "--folder", str(tmp_path)]
    told = CliRunner().invoke(diebian, words, catch_exceptions=False)
    assert json.loads(told.output) == {
        "packs": [{"name": "town-matters", "label": "2017-1", "new": True, "categories": 4, "limits": 4}]
    }
    assert not Adoption.objects.exists()
