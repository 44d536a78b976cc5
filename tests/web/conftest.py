"""A browser without a screen for each person of the stories."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from diebian.people.models import CalendarDay
from tests.cast import NOW, Cast

Signed = Callable[[str], Client]


@pytest.fixture(autouse=True)
def own_counts(settings, tmp_path):
    """Counts of requests are each test's own."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "cache",
        }
    }
    cache.clear()


@pytest.fixture
def in_2017(time_machine) -> None:
    """The clock stands at 10:00 on 2 August 2017, in the second week of the campaign."""
    time_machine.move_to(NOW, tick=False)
    assert timezone.now() == NOW


@pytest.fixture
def signed(cast: Cast, in_2017: None) -> Signed:
    """``signed("zhao")`` is a client signed in as 赵审核; ``signed("")`` is a stranger."""

    def client(name: str) -> Client:
        browser = Client()
        if name:
            browser.force_login(getattr(cast, name), backend="diebian.web.accounts.Backend")
        return browser

    assert not CalendarDay.objects.exists()
    return client
