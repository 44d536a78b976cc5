"""Photographs of forms that were refused: held for their holder alone, for two hours, within bounds."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from diebian.base import held
from diebian.base.models import HeldPhoto
from diebian.base.photos import PreparedPhoto, prepare
from tests import pictures
from tests.cast import NOW

pytestmark = pytest.mark.django_db
LIN, ZHAO, FORM = "a" * 64, "b" * 64, "rectify-1"


def photo(colour: str = "red") -> PreparedPhoto:
    return prepare(pictures.photo(colour=colour), name=f"{colour}.jpg")


def hold(colour: str = "red", *, holder: str = LIN, form: str = FORM, room: held.Room = held.STAFF, at=NOW):
    return held.hold(photo(colour), holder=holder, form=form, at=at, room=room)


def files() -> list[str]:
    return sorted(path.name for path in held.folder().iterdir())


def test_it_is_found_by_its_holder_for_its_form_and_by_nobody_else():
    one = hold()
    assert held.find([one.key], holder=LIN, form=FORM, at=NOW) == [one]
    assert held.find([one.key], holder=LIN, at=NOW) == [one]
    assert held.find([one.key], holder=ZHAO, form=FORM, at=NOW) == []
    assert held.find([one.key], holder=LIN, form="rectify-2", at=NOW) == []
    assert held.find(["c" * 64], holder=LIN, form=FORM, at=NOW) == []


def test_the_file_lies_as_it_was_sent_and_the_small_copy_hides_what_the_camera_wrote():
    content = pictures.photo(exif=pictures.exif_of())
    one = held.hold(prepare(content, name="1.jpg"), holder=LIN, form=FORM, at=NOW)
    assert held.original_of(one).read_bytes() == content
    assert b"Exif" not in held.thumbnail_of(one).read_bytes()
    assert str(one) == "1.jpg"


def test_the_same_photograph_is_held_once_and_longer():
    first = hold()
    again = hold(at=NOW + timedelta(hours=1))
    assert again.pk == first.pk
    assert held.find([first.key], holder=LIN, at=NOW + timedelta(hours=2, minutes=30)) == [first]
    assert hold(holder=ZHAO).pk != first.pk
    assert HeldPhoto.objects.count() == 2


def test_after_two_hours_it_is_gone_and_the_next_one_sweeps_it_away():
    one = hold()
    later = NOW + held.KEPT_FOR
    assert held.find([one.key], holder=LIN, at=later) == []
    two = hold("green", at=later)
    assert files() == [two.key, f"{two.key}.jpg"]


def test_once_used_its_files_go_and_it_is_known_as_used():
    one = hold()
    held.release([one], at=NOW)
    assert files() == []
    assert held.find([one.key], holder=LIN, at=NOW)[0].used_at == NOW
    new = hold()  # chosen anew, for a form of the same name
    assert (new.used_at, new.key == one.key) == (None, False)
    assert held.original_of(new).exists()


@pytest.mark.parametrize(
    ("bound", "holder"),
    [
        ({"most": 1}, LIN),
        ({"bytes_of_one": 700}, LIN),
        ({"bytes_of_all": 700}, ZHAO),
    ],
)
def test_there_is_no_room_without_end(bound, holder):
    hold()
    size = HeldPhoto.objects.get().size_bytes
    assert size < 700 < 2 * size
    assert hold("green", holder=holder, room=replace(held.STAFF, **bound)) is None
    assert HeldPhoto.objects.count() == 1


def test_strangers_do_not_fill_the_room_of_others():
    small = {"bytes_of_all": 700}
    assert hold(room=replace(held.STRANGERS, **small)) is not None
    assert hold("green", holder=ZHAO, room=replace(held.STRANGERS, **small)) is None
    assert hold("green", holder=ZHAO, room=replace(held.STAFF, **small)) is not None


def test_files_of_a_crash_are_swept_and_others_stay():
    assert held.remove_strays(before=NOW) == 0
    one = hold()
    (held.folder() / ("f" * 64)).write_bytes(b"half")
    old = NOW.timestamp() - 9
    for path in held.folder().iterdir():
        os.utime(path, (old, old))
    (held.folder() / ("e" * 64)).write_bytes(b"being written")
    assert held.remove_strays(before=NOW) == 1
    assert files() == sorted(["e" * 64, one.key, f"{one.key}.jpg"])
    assert held.remove_stale(before=NOW - timedelta(seconds=1)) == 0
    assert held.remove_stale(before=NOW) == 1
    assert files() == ["e" * 64]
