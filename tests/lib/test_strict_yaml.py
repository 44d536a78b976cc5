"""The strict reader: plain words stay words, and every trick of YAML is refused with its line."""

import pytest

from diebian.lib import strict_yaml
from diebian.lib.strict_yaml import NotStrict


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("0102", "0102"),
        ("no", "no"),
        ("on", "on"),
        ("2017-07-25", "2017-07-25"),
        ("1e3", "1e3"),
        ("0.5", "0.5"),
        ("0x10", "0x10"),
        ("12:30", "12:30"),
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("true", True),
        ("True", "True"),
        ("null", None),
        ("'7'", "7"),
        ("公共环境", "公共环境"),
    ],
)
def test_a_word_means_what_it_shows(word: str, meaning: object) -> None:
    assert strict_yaml.read(f"a: {word}".encode()) == {"a": meaning}


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"a: 1\nb: 2\na: 3", 3, "given twice"),
        (b"a: &x 1\nb: *x", 1, "references"),
        (b"a:\n  - *x", 2, "references"),
        (b"a: !!python/object/apply:os.system ['true']", 1, "tags"),
        (b"<<: {a: 1}\n7: x", 2, "a key must be a text"),
        (b"? [a]\n: 1", 1, "a key must be a text"),
        (b"a: 1\n---\nb: 2", 2, "but found another document"),
        (b"a: [1", 1, "expected"),
        (b"\xff\xfe", 0, "not UTF-8"),
        (b"a: \x00", 0, "special characters"),
        (b"[" * 40, 1, "too deep"),
        (b"#" * (strict_yaml.LARGEST_BYTES + 1), 0, "too large"),
    ],
)
def test_what_is_refused(content: bytes, line: int, reason: str) -> None:
    with pytest.raises(NotStrict) as caught:
        strict_yaml.read(content)
    assert caught.value.line == line
    assert reason in str(caught.value)


def test_the_digest_is_of_the_meaning() -> None:
    first = strict_yaml.read(b"a: 1\nb: [x, y]  # remark")
    second = strict_yaml.read(b"b:\n- x\n- y\na: 1\n")
    changed = strict_yaml.read(b"a: 1\nb: [y, x]")
    assert strict_yaml.digest(first) == strict_yaml.digest(second) != strict_yaml.digest(changed)
