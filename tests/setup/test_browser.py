"""A browser is found where there is one; where there is none the person is told what to install."""

import sys

import pytest
from tools import browser


@pytest.fixture
def bare(monkeypatch):
    """A machine with neither browser nor fonts, where nothing may be installed."""
    monkeypatch.delenv("DIEBIAN_BROWSER", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(browser, "PLACES", ())
    monkeypatch.setattr(browser, "playwrights_own", lambda: None)


def test_a_browser_of_ones_own_comes_first(bare, monkeypatch):
    monkeypatch.setenv("DIEBIAN_BROWSER", sys.executable)
    assert browser.find() == sys.executable


def test_a_browser_of_ones_own_that_cannot_run_is_not_replaced_silently(bare, monkeypatch, tmp_path):
    monkeypatch.setenv("DIEBIAN_BROWSER", str(tmp_path / "nothing"))
    assert browser.find() is None


def test_without_any_the_words_to_type_are_printed(bare, monkeypatch, capsys):
    monkeypatch.setattr(browser, "has_chinese_font", lambda: False)
    assert browser.main() == 1
    told = capsys.readouterr().err
    assert "apt-get install -y chromium fonts-noto-cjk" in told
    assert "playwright install chromium" in told


def test_as_root_on_debian_what_is_missing_is_installed(bare, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(browser, "may_install", lambda: True)
    monkeypatch.setattr(browser, "has_chinese_font", lambda: bool(asked))
    monkeypatch.setattr(browser, "find", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(browser, "install", asked.extend)
    assert browser.main() == 0
    assert asked == ["fonts-noto-cjk"]
    assert capsys.readouterr().out.strip() == "/usr/bin/chromium"
