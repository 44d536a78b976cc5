"""Loading editions, adopting and dropping them: once, by those who may, and never changed afterwards."""

from datetime import date

import pytest

from diebian.base.models import Event
from diebian.base.problems import NotAllowed
from diebian.standards import actions
from diebian.standards.models import (
    Adoption,
    Category,
    CheckItem,
    CheckItemPlaceType,
    Crosswalk,
    Edition,
    Framework,
    Indicator,
    SampleMinimum,
    TimeLimit,
)
from diebian.standards.problems import (
    AdoptionTooEarly,
    EditionChanged,
    EditionMissing,
    PackRefused,
)
from diebian.standards.rules.pack_reading import read_pack
from tests.standards.small_packs import ASSESSMENT, CATEGORIES, CROSSWALK, OTHER, changed

START = date(2017, 7, 25)
TABLES = [Edition, Indicator, CheckItem, CheckItemPlaceType, SampleMinimum, Category, TimeLimit, Crosswalk]


@pytest.fixture
def load(cast, now):
    """Load a document as the machine itself does."""

    def do(document, **more):
        return actions.load_edition(pack=read_pack(document), **({"by": cast.system, "at": now} | more))

    return do


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (*TABLES, Event)}


def test_an_edition_is_written_whole(load, cast, now):
    loaded = load(ASSESSMENT)
    assert loaded.is_new
    edition = loaded.edition
    assert (edition.framework.code, edition.label, edition.loaded_at) == ("tidy-city", "2017-1", now)
    assert edition.sources == {"T1": "试验来源"}
    assert edition.spelled("T1, T2") == ["试验来源", "T2"]
    assert [item.code for item in edition.items.order_by("position")] == ["PK1", "PK2", "PK3"]
    assert edition.indicators.get(code="1.1").parent.code == "1"
    second = edition.items.get(code="PK2")
    assert (second.points_e2, second.exceptions, second.rule.deduction.cap_e2) == (
        200,
        ["垃圾桶内的不算"],
        150,
    )
    assert [row.place_type_code for row in second.place_types.order_by("id")] == ["park"]
    event = Event.objects.order_by("-id").first()
    assert (event.verb, event.subject_id, event.by_id) == ("edition.loaded", edition.pk, cast.system.pk)
    assert event.data["content_sha256"] == edition.content_sha256


def test_loading_twice_changes_nothing(load):
    for document in (ASSESSMENT, OTHER, CATEGORIES, CROSSWALK):
        load(document)
    before = counts()
    again = [load(document).is_new for document in (ASSESSMENT, OTHER, CATEGORIES, CROSSWALK)]
    assert again == [False] * 4
    assert counts() == before


def test_changed_content_under_the_same_label_is_refused(load):
    load(ASSESSMENT)
    before = counts()
    with pytest.raises(EditionChanged) as caught:
        load(changed(ASSESSMENT, "lists.0.items.0.text", "有很多公益广告"))
    assert "版本号" in caught.value.next_step
    assert counts() == before


def test_changed_content_under_a_new_label_stands_beside_the_old(load):
    old = load(ASSESSMENT).edition
    new = load(changed(ASSESSMENT, "edition.label", "2017-2")).edition
    assert new.framework_id == old.framework_id
    assert Edition.objects.filter(framework=old.framework).count() == 2


def test_a_framework_never_changes_its_kind(load):
    load(ASSESSMENT)
    with pytest.raises(PackRefused):
        load(CATEGORIES | {"framework": ASSESSMENT["framework"]})


def test_a_crosswalk_needs_the_editions_it_is_based_on(load):
    load(ASSESSMENT)
    with pytest.raises(EditionMissing):
        load(CROSSWALK)
    load(OTHER)
    assert load(CROSSWALK).edition.links.count() == 3


def test_a_crosswalk_to_nowhere_is_refused_whole(load):
    load(ASSESSMENT)
    load(OTHER)
    document = changed(CROSSWALK, "topics.1.links.0.to.code", "GC9")
    with pytest.raises(PackRefused, match="GC9"):
        load(document)
    assert not Crosswalk.objects.exists()
    assert not Edition.objects.filter(framework__code="bridge").exists()


def test_who_may_load(load, cast):
    assert load(ASSESSMENT, by=cast.zhao, campaign=cast.campaign).is_new
    for stranger in (cast.lin, cast.chen, cast.wu, cast.zhou):
        with pytest.raises(NotAllowed):
            load(OTHER, by=stranger, campaign=cast.campaign)
    with pytest.raises(NotAllowed):
        load(OTHER, by=cast.zhao)
    assert not Framework.objects.filter(code="green-city").exists()


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_an_edition_is_never_changed(load, model):
    for document in (ASSESSMENT, OTHER, CATEGORIES, CROSSWALK):
        load(document)
    row = model.objects.order_by("id").first()
    rows = model.objects.order_by("id")
    assert str(row)
    for change in (
        row.save,
        row.delete,
        rows.delete,
        lambda: rows.update(id=row.pk),
        lambda: rows.bulk_update([row], ["id"]),
    ):
        with pytest.raises(TypeError, match="never"):
            change()


def test_a_campaign_adopts_and_moves_to_a_new_edition(load, cast, now):
    old = load(ASSESSMENT).edition
    new = load(changed(ASSESSMENT, "edition.label", "2017-2")).edition
    words = {"campaign": cast.campaign, "by": cast.zhao, "at": now}
    first = actions.adopt_edition(edition=old, on=START, **words)
    assert actions.adopt_edition(edition=old, on=date(2017, 8, 1), **words) == first
    actions.adopt_edition(edition=new, on=date(2017, 8, 2), **words)
    rows = Adoption.objects.order_by("id").values_list("edition__label", "adopted_on", "dropped_on")
    assert list(rows) == [("2017-1", START, date(2017, 8, 2)), ("2017-2", date(2017, 8, 2), None)]
    event = Event.objects.order_by("-id").first()
    assert (event.verb, event.data["former"], event.data["edition"]) == ("edition.adopted", old.pk, new.pk)


def test_a_campaign_drops_a_framework_once(load, cast, now):
    edition = load(ASSESSMENT).edition
    words = {"campaign": cast.campaign, "by": cast.zhao, "at": now}
    actions.adopt_edition(edition=edition, on=START, **words)
    words |= {"framework": edition.framework, "on": date(2017, 8, 2)}
    assert actions.drop_framework(**words)
    assert not actions.drop_framework(**words)
    assert Event.objects.filter(verb="edition.dropped").count() == 1


def test_an_edition_does_not_end_before_it_began(load, cast, now):
    edition = load(ASSESSMENT).edition
    words = {"campaign": cast.campaign, "by": cast.zhao, "at": now}
    actions.adopt_edition(edition=edition, on=START, **words)
    with pytest.raises(AdoptionTooEarly, match="2017-07-25"):
        actions.drop_framework(framework=edition.framework, on=date(2017, 7, 24), **words)


def test_who_may_adopt_and_drop(load, cast, now):
    edition = load(ASSESSMENT).edition
    words = {"campaign": cast.campaign, "on": START, "by": cast.lin, "at": now}
    with pytest.raises(NotAllowed):
        actions.adopt_edition(edition=edition, **words)
    with pytest.raises(NotAllowed):
        actions.drop_framework(framework=edition.framework, **words)
