"""A farmers' market in 东方红街道, run by its community."""

import pytest

from diebian.lib.datum import Point
from diebian.places import actions
from diebian.places.drafts import PlaceDraft
from diebian.places.models import Place, PlaceType
from tests.cast import NOW, Cast

MARKET_POINT = Point(113.2667, 35.2147)


@pytest.fixture
def kinds(cast: Cast) -> dict[str, PlaceType]:
    actions.load_place_types(by=cast.system, at=NOW)
    return {kind.code: kind for kind in PlaceType.objects.order_by("id")}


@pytest.fixture
def draft(cast: Cast, kinds) -> PlaceDraft:
    return PlaceDraft(
        place_type=kinds["farmers_market"],
        name="示例农贸市场",
        address="文化巷 1 号",
        community=cast.chen_community,
        position=MARKET_POINT,
    )


@pytest.fixture
def market(cast: Cast, draft) -> Place:
    return actions.register_place(campaign=cast.campaign, draft=draft, by=cast.zhao, at=NOW)
