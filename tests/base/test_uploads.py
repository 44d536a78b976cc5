"""A photograph that comes in pieces: whatever breaks in between, it is here once and whole, or it goes on."""

import hashlib
import os
import threading
from datetime import timedelta

import pytest
from django.db import connection

from diebian.base import files, uploads
from diebian.base.models import Photo, Upload
from diebian.base.problems import (
    NotFound,
    PhotoRefused,
    UploadDamaged,
    UploadElsewhere,
    UploadTooLarge,
    WrongUpload,
)
from tests import pictures
from tests.cast import NOW

LIN, ZHAO = 7, 8
PICTURE = pictures.photo(exif=pictures.exif_of())
HALF = len(PICTURE) // 2


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def begun(content: bytes = PICTURE, *, by_id: int = LIN) -> Upload:
    return uploads.start(
        by_id=by_id, sha256=sha256_of(content), size_bytes=len(content), name="1.jpg", at=NOW
    )


def found(content: bytes = PICTURE, *, by_id: int = LIN) -> Upload:
    return uploads.find(by_id=by_id, sha256=sha256_of(content), at=NOW)


def send(offset: int, until: int | None = None, content: bytes = PICTURE) -> Upload:
    return uploads.receive(found(content), content[offset:until], offset=offset, at=NOW)


def test_in_pieces_it_arrives_whole(db):
    begun()
    assert send(0, HALF).received_bytes == HALF
    assert not found().is_finished
    done = send(HALF)
    assert done.is_finished
    assert files.read(found().photo.original.sha256) == PICTURE
    assert not uploads.part_of(done).exists()


def test_begun_again_it_goes_on(db):
    begun()
    send(0, HALF)
    assert begun().received_bytes == HALF
    assert Upload.objects.count() == 1


def test_a_file_that_is_here_is_complete_at_once(db):
    begun()
    send(0)
    again = begun()
    assert again.is_finished
    with pytest.raises(UploadElsewhere, match=f"{len(PICTURE)}"):
        send(0)
    assert Photo.objects.count() == 1
    assert uploads.finished(by_id=LIN, hashes=[again.sha256, "0" * 64]) == {again.sha256: again}


def test_each_person_has_his_own_upload(db):
    begun()
    send(0)
    assert not begun(by_id=ZHAO).is_finished
    with pytest.raises(NotFound):
        found(by_id=9)


@pytest.mark.parametrize("offset", [1, HALF, len(PICTURE)])
def test_a_piece_from_elsewhere_is_refused(db, offset):
    begun()
    with pytest.raises(UploadElsewhere):
        send(offset, offset + 1)


def test_no_more_comes_in_than_was_declared(db):
    begun()
    with pytest.raises(UploadTooLarge):
        uploads.receive(found(), PICTURE + b"more", offset=0, at=NOW)
    assert found().received_bytes == 0


@pytest.mark.parametrize(("sha256", "size"), [("", 5), ("../../etc/passwd", 5), ("A" * 64, 5), ("0" * 64, 0)])
def test_what_cannot_be_a_file_is_refused(db, sha256, size):
    with pytest.raises(WrongUpload):
        uploads.start(by_id=LIN, sha256=sha256, size_bytes=size, name="1.jpg", at=NOW)


def test_the_size_has_a_limit_and_does_not_change(db, settings):
    begun()
    with pytest.raises(WrongUpload):
        uploads.start(by_id=LIN, sha256=sha256_of(PICTURE), size_bytes=5, name="1.jpg", at=NOW)
    settings.MAX_UPLOAD_BYTES = 10
    with pytest.raises(UploadTooLarge, match="10"):
        begun()


def test_damaged_on_the_way_it_begins_anew(db):
    upload = begun()
    with pytest.raises(UploadDamaged):
        uploads.receive(upload, bytes(len(PICTURE)), offset=0, at=NOW)
    assert found().received_bytes == 0
    assert send(0).is_finished


def test_what_is_no_photograph_is_refused_for_good(db):
    content = b"%PDF-1.4 no photograph"
    upload = begun(content)
    with pytest.raises(PhotoRefused, match=r"1\.jpg"):
        send(0, content=content)
    assert not Upload.objects.exists()
    assert not uploads.part_of(upload).exists()


def test_killed_between_the_disk_and_the_count(db):
    """The piece was never acknowledged: the phone sends it again from where the count stands."""
    upload = begun()
    send(0, 100)
    with uploads.part_of(upload).open("ab") as part:
        part.write(b"a piece whose count was lost")
    assert found().received_bytes == 100
    assert uploads.part_of(upload).stat().st_size == 100
    assert send(100).is_finished


@pytest.mark.parametrize("held", [0, 40])
def test_a_disk_that_holds_less_than_was_counted(db, held):
    """After a restored backup the count comes down to what is there."""
    upload = begun()
    send(0, 100)
    os.truncate(uploads.part_of(upload), held)
    assert found().received_bytes == held
    assert Upload.objects.get().received_bytes == held
    assert send(held).is_finished


def test_a_part_that_is_gone(db):
    upload = begun()
    send(0, 100)
    uploads.part_of(upload).unlink()
    assert found().received_bytes == 0


def test_killed_before_the_photograph_was_taken_in(db, monkeypatch):
    begun()
    with monkeypatch.context() as crash:
        crash.setattr(uploads.photos, "prepare", killed)
        with pytest.raises(SystemExit):
            send(0)
    assert not Photo.objects.exists()
    assert found().is_finished
    assert Photo.objects.count() == 1


def killed(*_args: object, **_more: object) -> None:
    raise SystemExit


def test_killed_before_the_part_was_removed(db):
    upload = begun()
    send(0)
    uploads.part_of(upload).write_bytes(PICTURE)
    with pytest.raises(UploadElsewhere):
        uploads.receive(upload_again(upload), b"x", offset=0, at=NOW)
    assert not uploads.part_of(upload).exists()


def upload_again(upload: Upload) -> Upload:
    """As a request saw it that began before the other one ended."""
    return Upload(pk=upload.pk, by_id=upload.by_id, sha256=upload.sha256, size_bytes=upload.size_bytes)


def test_removed_while_a_piece_was_on_its_way(db):
    upload = begun()
    Upload.objects.all().delete()
    with pytest.raises(NotFound):
        uploads.receive(upload, b"x", offset=0, at=NOW)
    assert not uploads.part_of(upload).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_same_piece_one_wins():
    begun()
    seen = [found(), found()]
    told: list[str] = []
    together = threading.Barrier(2)

    def send_half(upload: Upload) -> None:
        together.wait()
        try:
            uploads.receive(upload, PICTURE[:HALF], offset=0, at=NOW)
            told.append("kept")
        except UploadElsewhere:
            told.append("elsewhere")
        finally:
            connection.close()

    threads = [threading.Thread(target=send_half, args=[upload]) for upload in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["elsewhere", "kept"]
    assert found().received_bytes == HALF


def test_what_nobody_went_on_with_is_removed(db):
    other = pictures.photo(colour="blue")
    old, done = begun(), begun(other)
    send(0, 100)
    uploads.receive(done, other, offset=0, at=NOW)
    stray = uploads.folder() / "notes.txt"
    stray.write_bytes(b"stray")
    later = NOW + timedelta(days=4000)  # the parts' own times are those of the machine
    removed = uploads.remove_stale(before=later)
    assert (removed.uploads, removed.files, removed.size_bytes) == (1, 2, 105)
    assert not uploads.part_of(old).exists()
    assert list(Upload.objects.order_by("id")) == [done]
    assert uploads.remove_stale(before=later).files == 0


def test_what_still_comes_is_left_alone(db):
    begun()
    send(0, 100)
    removed = uploads.remove_stale(before=NOW)
    assert (removed.uploads, removed.files) == (0, 0)
    assert send(100).is_finished


def test_with_no_upload_ever_there_is_nothing_to_remove(db):
    assert uploads.remove_stale(before=NOW).files == 0
