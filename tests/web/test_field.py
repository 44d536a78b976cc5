"""外业检查: the page that a phone keeps."""

from pathlib import Path

import pytest
from django.test import Client

from diebian.web import field

PAGE = "<!doctype html><title>现场检查</title>"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "sw.js").write_text("self")
    monkeypatch.setattr(field, "BUILT", tmp_path)
    return tmp_path


@pytest.mark.django_db
def test_the_page_is_the_same_for_a_stranger_and_for_an_inspector(built: Path, cast, client: Client) -> None:
    stranger = client.get("/field/")
    client.force_login(cast.lin, backend="diebian.web.accounts.Backend")
    inspector = client.get("/field/")
    assert stranger.status_code == inspector.status_code == 200
    assert b"".join(stranger) == b"".join(inspector) == PAGE.encode()
    assert stranger["Cache-Control"] == inspector["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
def test_the_service_worker_is_a_script_beside_the_page_and_always_asked_for_anew(
    built: Path, client: Client
) -> None:
    answer = client.get("/field/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "private, no-cache"
    assert client.post("/field/sw.js").status_code == 405


@pytest.mark.django_db
def test_an_app_that_was_not_built_is_not_found(built: Path, client: Client) -> None:
    (built / "index.html").unlink()
    assert client.get("/field/").status_code == 404
