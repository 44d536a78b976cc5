"""Photographs over a bad line, as tus has it."""

import pytest

from diebian.base.models import Photo
from tests import pictures
from tests.api.field.conftest import PIECE, TUS, Phone, sha256_of

PICTURE = pictures.photo()
ADDRESS = f"/files/{sha256_of(PICTURE)}"

pytestmark = pytest.mark.django_db


def offset(answer):
    return int(answer.headers["Upload-Offset"])


def test_a_photograph_arrives_in_pieces(phone):
    begun = phone.begin(PICTURE)
    assert begun.headers["Location"] == f"/api/v1/field{ADDRESS}"
    assert begun.headers["Tus-Resumable"] == "1.0.0"
    assert phone.get(ADDRESS).status_code == 404
    assert offset(phone.piece(PICTURE, 0, 100)) == 100
    head = phone.ask("head", ADDRESS, headers=TUS)
    assert (offset(head), head.headers["Upload-Length"]) == (100, str(len(PICTURE)))
    assert "no-store" in head.headers["Cache-Control"]
    assert offset(phone.piece(PICTURE, 100)) == len(PICTURE)
    receipt = phone.get(ADDRESS).json()
    assert (receipt["sha256"], receipt["width"], receipt["height"]) == (sha256_of(PICTURE), 60, 40)


def test_sent_again_it_is_here_already(phone):
    phone.upload(PICTURE)
    assert offset(phone.begin(PICTURE)) == len(PICTURE)
    assert phone.piece(PICTURE, 0).json()["number"] == "409.2"
    assert Photo.objects.count() == 1


def test_another_persons_file_is_not_there(phone, cast):
    phone.upload(PICTURE)
    assert Phone(cast.zhao).get(ADDRESS).status_code == 404


def test_what_is_no_photograph_is_told(phone):
    content = b"GIF89a no photograph"
    phone.begin(content)
    answer = phone.piece(content, 0)
    assert answer.status_code == 422
    assert "1.jpg" in answer.json()["message"]
    assert phone.ask("head", f"/files/{sha256_of(content)}", headers=TUS).status_code == 404


def test_damaged_on_the_way(phone):
    phone.begin(PICTURE)
    wrong = bytes(len(PICTURE))
    answer = phone.ask("patch", ADDRESS, wrong, content_type=PIECE, headers={**TUS, "Upload-Offset": "0"})
    assert answer.status_code == 460
    assert offset(phone.ask("head", ADDRESS, headers=TUS)) == 0


def test_a_piece_beyond_the_declared_size(phone):
    phone.begin(PICTURE)
    answer = phone.ask(
        "patch", ADDRESS, PICTURE + b"x", content_type=PIECE, headers={**TUS, "Upload-Offset": "0"}
    )
    assert answer.status_code == 413


def test_a_file_too_large(phone, settings):
    settings.MAX_UPLOAD_BYTES = 50
    assert phone.begin(PICTURE).status_code == 413


def test_a_piece_too_large_for_one_request(phone, settings):
    phone.begin(PICTURE)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert phone.piece(PICTURE, 0).status_code == 413


@pytest.mark.parametrize(
    ("headers", "content_type", "status"),
    [
        ({"Upload-Offset": "0"}, PIECE, 412),
        ({**TUS, "Upload-Offset": "0"}, "application/json", 415),
        (TUS, PIECE, 400),
        ({**TUS, "Upload-Offset": "-1"}, PIECE, 400),
    ],
)
def test_who_does_not_speak_tus_is_told(phone, headers, content_type, status):
    phone.begin(PICTURE)
    answer = phone.ask("patch", ADDRESS, PICTURE, content_type=content_type, headers=headers)
    assert answer.status_code == status


def test_metadata_that_cannot_be_read(phone):
    headers = {**TUS, "Upload-Length": "9", "Upload-Metadata": "sha256 ***"}
    assert phone.ask("post", "/files", headers=headers).json()["number"] == "400.3"


def test_what_the_server_can_do(phone):
    answer = phone.ask("options", "/files")
    assert (answer.status_code, answer.headers["Tus-Extension"]) == (204, "creation")


def test_only_for_those_who_check(cast, phone):
    phone.upload(PICTURE)
    assert Phone(cast.zhou).get(ADDRESS).status_code == 403
