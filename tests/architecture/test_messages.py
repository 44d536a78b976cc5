"""Everything said to people is said in Chinese at the source and in English in the catalogue, with the same placeholders."""

import gettext
import io
import re

from babel.messages.mofile import write_mo
from tools import messages

PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?[sd%]")
# The same in both languages.
NOT_CHINESE = {"English", "Diebian"}
CATALOGUE = [message for message in messages.stored() if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def placeholders(text: str) -> list[str]:
    return sorted(found[0] for found in PLACEHOLDER.finditer(text))


def test_the_catalogue_holds_exactly_what_the_sources_say():
    said, kept = messages.keys(messages.extracted()), messages.keys(messages.stored())
    assert said - kept == set(), "new texts: python tools/messages.py extract, then give them their English"
    assert kept - said == set(), "texts no longer said: python tools/messages.py extract"


def test_the_file_is_as_the_tool_writes_it(tmp_path, monkeypatch):
    copy = tmp_path / "django.po"
    copy.write_bytes(messages.CATALOGUE.read_bytes())
    before = copy.read_bytes()
    monkeypatch.setattr(messages, "CATALOGUE", copy)
    messages.do_extract(check=False)
    assert copy.read_bytes() == before


def test_every_text_has_its_english():
    empty = [message.id for message in CATALOGUE if not all(forms(message.string))]
    assert not empty


def test_no_translation_is_a_guess():
    assert not [message.id for message in CATALOGUE if message.fuzzy]


def test_placeholders_are_the_same():
    wrong = [
        message.id
        for message in CATALOGUE
        for text in forms(message.string)
        if placeholders(text) != placeholders(forms(message.id)[0])
    ]
    assert not wrong


def test_the_sources_speak_chinese_and_the_catalogue_english():
    chinese = re.compile("[一-鿿]")
    texts = {text for message in CATALOGUE for text in forms(message.id)}
    letters = {text for text in texts if re.search("[A-Za-z]", PLACEHOLDER.sub("", text))}
    assert {text for text in letters if not chinese.search(text)} <= NOT_CHINESE
    quoted = re.compile(r"“[^”]*”|休|班|^中文$")
    english = [text for message in CATALOGUE for text in forms(message.string)]
    assert not [text for text in english if chinese.search(quoted.sub("", text))]


def test_the_compiled_catalogue_answers():
    compiled = io.BytesIO()
    write_mo(compiled, messages.stored())
    compiled.seek(0)
    english = gettext.GNUTranslations(compiled)
    assert english.gettext("责任单位") == "Responsible unit"
    assert english.gettext("案件 %(number)s") % {"number": 7} == "Case 7"
