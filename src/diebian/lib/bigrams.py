"""Chinese words for a full-text index that knows no Chinese: every two neighbouring characters are a token.

"垃圾箱" is indexed as ``垃圾 圾箱 箱``: a word of two or more characters is then a phrase of tokens,
a single character the beginning of one. Letters and digits stay whole words, in lower case.
"""

import re
import unicodedata

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUN = re.compile(rf"[{HAN}]+|[a-z0-9]+")


def runs(text: str) -> list[str]:
    """The runs of Chinese characters and the words of ``text``, full-width forms made plain."""
    return RUN.findall(unicodedata.normalize("NFKC", text).lower())


def is_chinese(run: str) -> bool:
    """Whether a run from ``runs`` is Chinese."""
    return not run.isascii()


def tokens(text: str) -> str:
    """``text`` as tokens divided by spaces, to be indexed."""
    return " ".join(token for run in runs(text) for token in _tokens_of(run))


def _tokens_of(run: str) -> list[str]:
    if not is_chinese(run):
        return [run]
    return [run[i : i + 2] for i in range(len(run))]


def phrases(text: str) -> list[tuple[list[str], bool]]:
    """What to look for: for each run its tokens in order, and whether the last one is only a beginning."""
    return [_phrase(run) for run in runs(text)]


def _phrase(run: str) -> tuple[list[str], bool]:
    if not is_chinese(run) or len(run) == 1:
        return [run], True
    return [run[i : i + 2] for i in range(len(run) - 1)], False
