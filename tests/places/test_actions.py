"""Writes: who may, what is refused, what the audit keeps."""

import dataclasses

import pytest
from django.db import IntegrityError, transaction

from diebian.base.problems import NotAllowed
from diebian.base.queries import events_of, first_broken_event
from diebian.lib.datum import Datum, Point
from diebian.people import actions as people
from diebian.people.models import Person, Unit
from diebian.people.terms import UnitKind
from diebian.places import actions, problems
from diebian.places.drafts import PlaceDraft, draft_of
from diebian.places.models import AcceptanceRecord, Place, PlaceType
from diebian.places.queries import acceptance_history
from diebian.places.terms import Acceptance
from tests.cast import NOW, make_campaign
from tests.places.conftest import MARKET_POINT

CODES = """
civilization_practice_centre government_hall bank service_window exit_entry_hall bus_stop bus taxi coach_station
railway_station public_toilet square park scenic_spot hotel restaurant supermarket farmers_market six_small_shop
personal_service_shop pharmacy cinema travel_agency internet_cafe hospital school school_surroundings
counselling_station youth_centre patriotic_base cultural_facility science_venue subdistrict_office
subdistrict_culture_station community_office community_culture_centre housing_yard main_road shopping_street junction
back_lane urban_village urban_fringe construction_site transfer_station emergency_shelter relief_station
town_village_roadside car_wash railway_side
""".split()  # noqa: SIM905


def changed(draft: PlaceDraft, **fields) -> PlaceDraft:
    return dataclasses.replace(draft, **fields)


def register(cast, draft, by=None) -> Place:
    return actions.register_place(campaign=cast.campaign, draft=draft, by=by or cast.zhao, at=NOW)


class TestPlaceTypes:
    def test_exactly_the_agreed_types_in_order(self, kinds):
        assert list(PlaceType.objects.order_by("official_order").values_list("code", flat=True)) == CODES
        assert [code for code in CODES if kinds[code].is_local] == ["car_wash"]
        assert kinds["railway_side"].certainty == "M"

    def test_loading_again_changes_nothing_and_a_changed_row_is_brought_back(self, cast, kinds):
        assert actions.load_place_types(by=cast.system, at=NOW) == 0
        PlaceType.objects.filter(code="park").update(name="花园")
        assert actions.load_place_types(by=cast.system, at=NOW) == 1
        assert PlaceType.objects.get(code="park").name == "公园"

    def test_only_the_machine_loads_them(self, cast):
        with pytest.raises(NotAllowed):
            actions.load_place_types(by=cast.zhao, at=NOW)


class TestRegister:
    def test_a_place_is_completed_from_its_community(self, cast, market):
        market.refresh_from_db()
        assert (market.number, market.subdistrict, market.responsible_unit) == (
            "0001",
            cast.chen_unit,
            cast.chen_community,
        )
        assert (market.longitude, market.latitude, market.input_datum) == (113.2667, 35.2147, "wgs84")
        assert market.acceptance_state == Acceptance.NOT_ACCEPTED

    def test_the_audit_keeps_it(self, cast, market):
        event = events_of(subject_kind="place", subject_id=market.pk)[0]
        assert (event.verb, event.data["name"]) == ("place.registered", "示例农贸市场")
        assert first_broken_event() is None

    def test_a_position_of_another_datum_is_converted_once(self, cast, draft):
        place = register(cast, changed(draft, position=MARKET_POINT.to(Datum.BD09)))
        assert (place.longitude, place.latitude) == pytest.approx((113.2667, 35.2147), abs=1e-7)
        assert place.input_datum == "bd09"

    def test_without_community_the_subdistrict_answers(self, cast, draft):
        place = register(cast, changed(draft, community=None, subdistrict=cast.chen_unit, position=None))
        assert place.responsible_unit == cast.chen_unit
        assert (place.longitude, place.input_datum) == (None, "")

    def test_a_community_not_under_a_subdistrict_leaves_that_open(self, cast, draft):
        for parent in (None, cast.headquarters):
            lone = Unit(name=f"直管社区{parent}", short_name="直管", kind=UnitKind.COMMUNITY, parent=parent)
            people.create_units(campaign=cast.campaign, units=[lone], by=cast.system, at=NOW)
            assert register(cast, changed(draft, community=lone)).subdistrict is None

    def test_a_community_may_stand_under_the_subdistrict_it_belongs_to_by_law(self, cast, draft):
        cast.chen_community.parent, cast.chen_community.belongs_to = cast.wu_unit, cast.chen_unit
        cast.chen_community.save()
        assert register(cast, changed(draft, subdistrict=cast.chen_unit)).subdistrict == cast.chen_unit
        with pytest.raises(problems.CommunityElsewhere):
            register(
                cast, changed(draft, subdistrict=Unit(pk=999, campaign=cast.campaign, kind="subdistrict"))
            )

    def test_numbers_given_are_kept_and_the_rest_follow(self, cast, draft):
        drafts = [changed(draft, number=number) for number in ("", "0002", "", "市-7")]
        places = actions.register_places(campaign=cast.campaign, drafts=drafts, by=cast.zhao, at=NOW)
        assert [place.number for place in places] == ["0001", "0002", "0003", "市-7"]
        assert register(cast, draft).number == "0004"

    @pytest.mark.parametrize("numbers", [["0001"], ["7", "7"]])
    def test_a_number_is_given_once(self, cast, draft, market, numbers):
        with pytest.raises(problems.PlaceNumberTaken):
            actions.register_places(
                campaign=cast.campaign,
                drafts=[changed(draft, number=number) for number in numbers],
                by=cast.zhao,
                at=NOW,
            )
        assert Place.objects.count() == 1

    @pytest.mark.parametrize(
        ("position", "problem"),
        [
            (Point(35.2147, 113.2667), problems.SwappedPosition),
            (Point(2.35, 48.85), problems.PositionOutside),
            (Point(999, 0), problems.WrongPosition),
        ],
    )
    def test_positions_that_cannot_be(self, cast, draft, position, problem):
        with pytest.raises(problem) as raised:
            register(cast, changed(draft, position=position))
        assert str(position.longitude) in str(raised.value)

    def test_somebody_must_answer_for_it(self, cast, draft):
        with pytest.raises(problems.PlaceWithoutUnit):
            register(cast, changed(draft, community=None))

    def test_kinds_of_units(self, cast, draft):
        for wrong in ({"subdistrict": cast.department}, {"community": cast.department}):
            with pytest.raises(problems.NotOfThatKind):
                register(cast, changed(draft, **wrong))

    def test_units_and_persons_of_another_campaign(self, cast, draft):
        other = make_campaign(cast.system, code="410802")
        unit = Unit(name="别处街道", short_name="别处街道", kind=UnitKind.SUBDISTRICT)
        people.create_units(campaign=other, units=[unit], by=cast.system, at=NOW)
        person = Person.objects.create(campaign=other, name="孙点位")
        for wrong in ({"lead_unit": unit}, {"keeper": person}):
            with pytest.raises(problems.OfAnotherCampaign):
                register(cast, changed(draft, **wrong))

    def test_division_codes_are_checked_and_made_short(self, cast, draft):
        assert register(cast, changed(draft, division_code="410811001000")).division_code == "410811001"
        with pytest.raises(problems.UnknownDivision):
            register(cast, changed(draft, division_code="999999"))

    def test_only_the_office_registers(self, cast, draft):
        for person in (cast.chen, cast.wu, cast.lin, cast.zhou):
            with pytest.raises(NotAllowed):
                register(cast, draft, by=person)

    def test_within_a_subtree_only_its_places(self, cast, draft, monkeypatch):
        allow_units_to_manage_places(monkeypatch)
        assert register(cast, draft, by=cast.chen).pk
        with pytest.raises(NotAllowed):
            register(cast, draft, by=cast.wu)

    def test_the_database_refuses_half_a_position(self, cast, market):
        for half in ({"latitude": None}, {"longitude": None, "latitude": None}, {"input_datum": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Place.objects.filter(pk=market.pk).update(**half)


def allow_units_to_manage_places(monkeypatch) -> None:
    """A policy under which units look after the places in their own subtree."""
    from diebian.people import queries
    from diebian.people.terms import Permission, Role, Scope

    table = {Role.UNIT: {Permission.PLACE_MANAGE: Scope.SUBTREE}}
    monkeypatch.setattr(queries, "policy", lambda: table)


class TestChange:
    def test_what_changed_is_told_and_kept(self, cast, market):
        draft = changed(draft_of(market), name="新市场", lead_unit=cast.department)
        told = actions.change_place(place=market, draft=draft, by=cast.zhao, at=NOW)
        assert sorted(told) == ["lead_unit_id", "name"]
        market.refresh_from_db()
        assert (market.name, market.lead_unit) == ("新市场", cast.department)
        event = events_of(subject_kind="place", subject_id=market.pk)[-1]
        assert event.data["before"] == {"name": "示例农贸市场", "lead_unit_id": None}
        assert event.data["after"] == {"name": "新市场", "lead_unit_id": cast.department.pk}

    @pytest.mark.parametrize("datum", Datum)
    def test_nothing_changed_records_nothing(self, cast, draft, datum):
        place = register(cast, changed(draft, position=MARKET_POINT.to(datum)))
        assert actions.change_place(place=place, draft=draft_of(place), by=cast.zhao, at=NOW) == []
        assert len(events_of(subject_kind="place", subject_id=place.pk)) == 1

    def test_a_position_can_be_taken_away(self, cast, market):
        told = actions.change_place(
            place=market, draft=changed(draft_of(market), position=None), by=cast.zhao, at=NOW
        )
        assert sorted(told) == ["input_datum", "latitude", "longitude"]
        assert draft_of(market).position is None

    def test_a_draft_without_number_keeps_it_and_a_taken_one_is_refused(self, cast, draft, market):
        other = register(cast, draft)
        told = actions.change_place(
            place=other, draft=changed(draft, number="", name="乙"), by=cast.zhao, at=NOW
        )
        assert told == ["name"]
        with pytest.raises(problems.PlaceNumberTaken):
            actions.change_place(
                place=other, draft=changed(draft_of(other), number="0001"), by=cast.zhao, at=NOW
            )

    def test_nobody_moves_a_place_out_of_or_into_anothers_reach(self, cast, market, monkeypatch):
        allow_units_to_manage_places(monkeypatch)
        away = changed(
            draft_of(market), community=None, subdistrict=cast.wu_unit, responsible_unit=cast.wu_unit
        )
        for person in (cast.wu, cast.chen):
            with pytest.raises(NotAllowed):
                actions.change_place(place=market, draft=away, by=person, at=NOW)
        market.refresh_from_db()
        assert market.subdistrict == cast.chen_unit


class TestAcceptance:
    def accept(self, cast, place, state, note="", by=None) -> AcceptanceRecord:
        return actions.record_acceptance(place=place, state=state, note=note, by=by or cast.zhao, at=NOW)

    def test_the_whole_life(self, cast, market):
        self.accept(cast, market, Acceptance.ACCEPTED)
        self.accept(cast, market, Acceptance.UPGRADED)
        self.accept(cast, market, Acceptance.WITHDRAWN, note="回头看发现占道经营反弹")
        self.accept(cast, market, Acceptance.ACCEPTED, note="整改到位")
        assert market.acceptance_state == Acceptance.ACCEPTED
        market.refresh_from_db()
        assert market.acceptance_state == Acceptance.ACCEPTED
        assert [(step.previous_state, step.state) for step in acceptance_history(market)] == [
            ("not_accepted", "accepted"),
            ("accepted", "upgraded"),
            ("upgraded", "withdrawn"),
            ("withdrawn", "accepted"),
        ]
        verbs = [event.verb for event in events_of(subject_kind="place", subject_id=market.pk)]
        assert verbs == ["place.registered"] + ["place.acceptance_recorded"] * 4

    def test_what_cannot_be(self, cast, market):
        with pytest.raises(problems.AcceptanceCannotMove) as raised:
            self.accept(cast, market, Acceptance.UPGRADED)
        assert "未验收" in str(raised.value)
        assert "提档升级" in str(raised.value)

    def test_a_stale_copy_decides_nothing(self, cast, market):
        stale = Place.objects.get(pk=market.pk)
        self.accept(cast, market, Acceptance.ACCEPTED)
        with pytest.raises(problems.AcceptanceCannotMove):
            self.accept(cast, stale, Acceptance.ACCEPTED)

    def test_withdrawing_needs_a_reason(self, cast, market):
        self.accept(cast, market, Acceptance.ACCEPTED)
        with pytest.raises(problems.ReasonMissing):
            self.accept(cast, market, Acceptance.WITHDRAWN, note="  ")
        assert AcceptanceRecord.objects.count() == 1

    def test_whose_place_it_is_does_not_accept_it(self, cast, market):
        for person in (cast.chen, cast.lin, cast.zhou, cast.admin):
            with pytest.raises(NotAllowed):
                self.accept(cast, market, Acceptance.ACCEPTED, by=person)


def test_places_and_records_call_themselves_by_name(cast, market):
    record = actions.record_acceptance(place=market, state=Acceptance.ACCEPTED, by=cast.zhao, at=NOW)
    assert (str(market), str(record)) == ("示例农贸市场", "示例农贸市场 达标")
