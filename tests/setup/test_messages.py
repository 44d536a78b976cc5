"""Texts are found in Python and in templates; translations are kept; the catalogue of the same texts is the same file."""

import gettext

import pytest
from tools import messages

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext_lazy, pgettext
A = _("责任单位")
B = ngettext_lazy("%(n)s 件", "%(n)s 件（多）", "n")
C = pgettext("动词", "检查")
D = "不是给人看的"
"""
TEMPLATE = """{% load i18n %}
<div>
      {% translate "点位" %}
  {% blocktranslate with n=page.n %}第 {{ n }} 页{% endblocktranslate %}
{{ _("台账") }} it's a "quote (unbalanced
</div>
"""


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A small source tree of its own."""
    source = tmp_path / "src" / "diebian"
    (source / "web" / "templates").mkdir(parents=True)
    (source / "words.py").write_text(PYTHON, encoding="utf-8")
    (source / "web" / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCE", source)
    monkeypatch.setattr(messages, "CATALOGUE", source / "locale" / "en" / "LC_MESSAGES" / "django.po")
    return source


def test_all_marked_texts_are_found_and_nothing_else(house):
    assert messages.keys(messages.extracted()) == {
        ("责任单位", None),
        (("%(n)s 件", "%(n)s 件（多）"), None),
        ("检查", "动词"),
        ("点位", None),
        ("第 %(n)s 页", None),
        ("台账", None),
    }


def test_check_tells_new_and_gone_texts(house, capsys):
    assert messages.do_extract(check=True) == 1
    assert not messages.CATALOGUE.exists()
    messages.do_extract(check=False)
    assert messages.do_extract(check=True) == 0
    (house / "words.py").write_text("A = _('新的')", encoding="utf-8")
    capsys.readouterr()
    assert messages.do_extract(check=True) == 1
    told = capsys.readouterr().out
    assert "not in the catalogue: 新的" in told
    assert "no longer said: 责任单位" in told


def test_translations_survive_and_reach_gettext(house):
    messages.do_extract(check=False)
    text = messages.CATALOGUE.read_text(encoding="utf-8")
    done = text.replace('msgid "点位"\nmsgstr ""', 'msgid "点位"\nmsgstr "Place"')
    assert done != text
    messages.CATALOGUE.write_text(done, encoding="utf-8")
    messages.do_extract(check=False)
    assert messages.CATALOGUE.read_text(encoding="utf-8") == done
    messages.do_compile()
    with messages.CATALOGUE.with_suffix(".mo").open("rb") as source:
        english = gettext.GNUTranslations(source)
    assert english.gettext("点位") == "Place"
    assert english.gettext("台账") == "台账"


def test_compiling_without_a_catalogue_is_nothing(house):
    assert messages.do_compile() == 0
    assert not messages.CATALOGUE.with_suffix(".mo").exists()
