"""Who sees which visit; lists cost the same with one row and with three."""

from datetime import timedelta

import pytest

from diebian.base import photos
from diebian.base.problems import NotFound
from diebian.inspections import actions, queries
from diebian.inspections.actions import Detail
from diebian.inspections.queries import VisitFilter
from diebian.inspections.terms import VisitKind
from diebian.people.terms import Role
from tests import pictures
from tests.cast import NOW, make_campaign, make_user


@pytest.fixture
def made(cast, park):
    def do(*answers, by=None, at=NOW, **more):
        new = park.visit(*(answers or [park.answer("GC1", "passed")]), **more)
        return actions.record_visit(campaign=cast.campaign, new=new, by=by or cast.lin, at=at)[0]

    return do


@pytest.fixture
def secret_plan(cast, park):
    return actions.plan_visit(
        campaign=cast.campaign,
        place=park.place,
        inspector=cast.lin,
        kind=VisitKind.SECRET,
        supervision_unit=cast.supervision,
        by=cast.zhao,
        at=NOW,
    )


def seen(cast, user) -> set[int]:
    looking = queries.viewer(user, cast.campaign, at=NOW)
    return set(queries.visible_visits(cast.campaign, looking).values_list("pk", flat=True))


def test_a_planned_secret_visit_is_seen_by_its_group_and_the_office_alone(cast, secret_plan):
    colleague = make_user(cast.system, cast.campaign, ("he", "何督导"), Role.SUPERVISION, cast.supervision)
    for insider in (cast.zhao, cast.lin, colleague):
        assert seen(cast, insider) == {secret_plan.pk}
    for outsider in (cast.zhou, cast.wu, cast.chen, cast.admin):
        assert seen(cast, outsider) == set()


def test_hidden_is_every_secret_plan_that_is_not_visible(cast, park, secret_plan, made):
    """Of one's own campaign and of others; two ways of saying the same, for everybody."""
    alone = actions.plan_visit(
        campaign=cast.campaign,
        place=park.place,
        inspector=cast.zhao,
        kind=VisitKind.SECRET,
        by=cast.zhao,
        at=NOW,
    )
    made(kind=VisitKind.SECRET)
    second = make_campaign(cast.system, code="410802", name="别区")
    for user in (cast.zhao, cast.lin, cast.zhou, cast.wu, cast.chen, cast.admin):
        for campaign in (cast.campaign, second):
            looking = queries.viewer(user, campaign, at=NOW)
            visible = set(queries.visible_visits(campaign, looking))
            hidden = set(queries.hidden_plans(campaign, looking))
            assert hidden == {secret_plan, alone} - visible, (user, campaign)
    assert set(queries.hidden_plans(cast.campaign, queries.viewer(cast.lin, cast.campaign, at=NOW))) == {
        alone
    }


def test_a_secret_visit_that_was_made_is_no_longer_secret(cast, park, secret_plan, made):
    visit = made(planned=secret_plan)
    assert seen(cast, cast.zhou) == {visit.pk}


def test_an_open_plan_is_seen_by_leaders(cast, park):
    plan = actions.plan_visit(
        campaign=cast.campaign, place=park.place, inspector=cast.lin, by=cast.zhao, at=NOW
    )
    assert seen(cast, cast.zhou) == {plan.pk}


def test_a_group_sees_its_own_visits_only(cast, park, made):
    other = make_user(cast.system, cast.campaign, ("he", "何督导"), Role.SUPERVISION, cast.department)
    own = made(supervision_unit=cast.supervision)
    made(by=other, supervision_unit=cast.department)
    assert seen(cast, cast.lin) == {own.pk}


def listed(cast, **wanted) -> list[int]:
    looking = queries.viewer(cast.zhao, cast.campaign, at=NOW)
    visits = queries.visible_visits(cast.campaign, looking)
    return [row["id"] for row in queries.visit_page(visits, VisitFilter(**wanted)).rows]


def test_the_list_is_narrowed(cast, park, made, secret_plan):
    plain = made()
    faulty = made(park.answer("GC1", "failed"), kind=VisitKind.SELF, at=NOW + timedelta(minutes=1))
    day = NOW.date()
    assert listed(cast) == [faulty.pk, plain.pk]
    assert listed(cast, kind="self") == [faulty.pk]
    assert listed(cast, only_with_findings=True) == [faulty.pk]
    assert listed(cast, place_id=park.place.pk) == [faulty.pk, plain.pk]
    assert listed(cast, submitted_from=day, submitted_until=day) == [faulty.pk, plain.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_is_one_query(cast, made, count, django_assert_num_queries):
    for _ in range(count):
        made()
    looking = queries.viewer(cast.zhao, cast.campaign, at=NOW)
    with django_assert_num_queries(1):
        queries.visit_page(queries.visible_visits(cast.campaign, looking), VisitFilter())


@pytest.mark.parametrize("count", [1, 3])
def test_findings_come_with_their_photographs_in_two_queries(cast, made, count, django_assert_num_queries):
    picture = photos.prepare(pictures.photo(), name="1.jpg")
    visit = made(further=[Detail(description=f"问题{n}", photos=[picture]) for n in range(count)])
    with django_assert_num_queries(2):
        found = queries.findings_of(visit)
        assert [len(finding.photos.all()) for finding in found] == [1] * count


def test_plans_photos_and_single_visits(cast, park, made, secret_plan):
    picture = photos.prepare(pictures.photo(), name="1.jpg")
    visit = made(further=[Detail(description="问题", photos=[picture])])
    visits = queries.visible_visits(cast.campaign, queries.viewer(cast.zhao, cast.campaign, at=NOW))
    assert list(queries.planned_visits(visits)) == [secret_plan]
    assert queries.visits_to(park.place, visits) == [visit]
    assert queries.visit_in(visits, visit.pk) == visit
    hung = visit.findings.get().photos.get().photo
    assert queries.shows_photo(visits, hung)
    assert not queries.shows_photo(visits.none(), hung)
    with pytest.raises(NotFound):
        queries.visit_in(visits.none(), visit.pk)
