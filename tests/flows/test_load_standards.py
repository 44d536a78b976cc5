"""载入标准: once whole, then nothing new; one pack alone; faults told with their place; all or none."""

from datetime import date
from pathlib import Path

import pytest

from diebian.base.models import Event
from diebian.base.problems import NotAllowed
from diebian.flows.load_standards import SHIPPED, load_standards
from diebian.lib import strict_yaml
from diebian.standards import actions, queries
from diebian.standards.models import Adoption, CheckItem, Edition, Framework
from diebian.standards.problems import EditionChanged, PackRefused, PackUnknown, PackUnreadable
from diebian.standards.rules.pack_reading import read_pack
from tests.standards.small_packs import ASSESSMENT, changed

TODAY = date(2017, 8, 2)


@pytest.fixture
def load(cast, now):
    def do(**more):
        return load_standards(**({"by": cast.system, "at": now, "campaign": cast.campaign} | more))

    return do


@pytest.fixture
def own_folder(tmp_path) -> Path:
    """A folder with the shipped packs, free to be spoilt."""
    for path in SHIPPED.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_all_packs_are_loaded_once_and_adopted(load, cast):
    first = load()
    assert [pack.name for pack in first] == [
        "urban-management",
        "civilised-city",
        "healthy-city",
        "local-car-wash",
        "crosswalk",
    ]
    assert all(pack.is_new for pack in first)
    assert {pack.name: pack.counts for pack in first}["crosswalk"]["links"] > 40
    events = Event.objects.count()
    second = load()
    assert not any(pack.is_new for pack in second)
    assert [pack.counts for pack in second] == [pack.counts for pack in first]
    assert Event.objects.count() == events
    assert Event.objects.filter(verb="edition.loaded").count() == 5
    assert set(Adoption.objects.order_by("id").values_list("adopted_on", flat=True)) == {
        cast.campaign.start_on
    }


def test_a_market_is_asked_each_thing_once(load, cast):
    load()
    lines = queries.check_list(cast.campaign, "farmers_market", on=TODAY)
    texts = [line.item.text for line in lines]
    assert len(texts) == len(set(texts))
    also = {line.item.code: [item.code for item in line.also] for line in lines}
    assert also["FM11"] == ["FS03"]
    below = {line.item.code: [one.item.code for one in line.if_failed] for line in lines}
    assert below["FM10"] == ["FS05"]
    in_all = queries.items_at("farmers_market", editions=queries.newest_editions()).count()
    assert len(lines) < in_all


def test_a_car_wash_is_asked_the_local_list(load, cast):
    load()
    lines = queries.check_list(cast.campaign, "car_wash", on=TODAY)
    assert all(line.item.is_local or line.item.code == "EN03" for line in lines)
    assert len(lines) == 9


def test_one_pack_alone(load):
    [urban] = load(name="urban-management")
    assert urban.is_new
    assert Framework.objects.count() == 1
    [city] = load(name="civilised-city")
    assert city.counts["items"] == CheckItem.objects.count()


def test_a_pack_before_its_categories_is_refused(load):
    with pytest.raises(PackRefused, match="E0601"):
        load(name="civilised-city")


def test_an_unknown_name(load):
    with pytest.raises(PackUnknown) as caught:
        load(name="model-city")
    assert "civilised-city" in caught.value.next_step


def test_a_file_that_cannot_be_read(load, own_folder):
    (own_folder / "crosswalk.yaml").write_text("form: 1\nform: 1\n")
    with pytest.raises(PackUnreadable, match="第 2 行"):
        load(folder=own_folder)


def test_faults_are_told_with_their_place(load, own_folder):
    spoil(own_folder, "healthy-city", 'indicator: "2"', 'indicator: "99"')
    with pytest.raises(PackRefused, match=r"lists\[0\]\.items\[0\]\.indicator：所指不存在（99）"):
        load(folder=own_folder)


def test_an_unknown_place_type_refuses_all(load, own_folder):
    spoil(own_folder, "local-car-wash", "places: [car_wash]", "places: [car_park]")
    with pytest.raises(PackRefused, match="car_park"):
        load(folder=own_folder)
    assert not Edition.objects.exists()


def test_changed_content_under_the_same_label_changes_nothing(load, own_folder):
    load()
    spoil(own_folder, "healthy-city", "清扫保洁到位", "清扫保洁全部到位")
    with pytest.raises(EditionChanged):
        load(folder=own_folder)
    assert not CheckItem.objects.filter(text__contains="全部到位").exists()


def test_a_new_edition_is_loaded_but_not_adopted_by_itself(load, cast, own_folder):
    load()
    spoil(own_folder, "local-car-wash", "label: 2017-1", "label: 2017-2")
    [new] = load(folder=own_folder, name="local-car-wash")
    assert new.is_new
    in_force = {one.framework.code: one.label for one in queries.editions_in_force(cast.campaign, on=TODAY)}
    assert in_force["local-car-wash"] == "2017-1"


def test_a_framework_new_to_the_campaign_is_adopted_from_today(load, cast, now, own_folder):
    load()
    actions.load_edition(pack=read_pack(changed(ASSESSMENT, "samples", [])), by=cast.system, at=now)
    load()
    assert Adoption.objects.get(framework__code="tidy-city").adopted_on == TODAY


def test_comments_and_order_do_not_count(load, own_folder):
    load()
    path = own_folder / "local-car-wash.yaml"
    path.write_text("# 新的说明\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert strict_yaml.read(path.read_bytes())
    assert not any(pack.is_new for pack in load(folder=own_folder))


def test_who_may(load, cast):
    with pytest.raises(NotAllowed):
        load(by=cast.lin)
    with pytest.raises(NotAllowed):
        load(by=cast.zhao, campaign=None)
    assert not Edition.objects.exists()
    assert load(campaign=None)[0].is_new
    assert not Adoption.objects.exists()
